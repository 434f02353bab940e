import type { Image } from '../../runtime/protocol/summaries';
import type { Pen, PenPicture } from '../charts/pen';
import type { Size } from '../scatter/paint-scatter';

const GAP = 8;

/** What can be drawn of logged pictures: those that are damaged or in a format unknown are left out. */
export async function decoded(images: readonly Image[]): Promise<PenPicture[]> {
  const all = await Promise.all(images.map(decode));
  return all.filter((picture) => picture !== null);
}

async function decode({ type, data }: Image): Promise<PenPicture | null> {
  if (type === null) return null;
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type })).catch(() => null);
  return bitmap && { bitmap, address: `data:${type};base64,${data}` };
}

/** Draws pictures side by side, all in cells of one size, each as large as its own allows, its shape kept. */
export function paintPictures(pen: Pen, pictures: readonly PenPicture[], size: Size): void {
  const columns = columnsFor(pictures.length, size);
  const rows = Math.ceil(pictures.length / columns);
  const cell = {
    width: (size.width - (columns - 1) * GAP) / columns,
    height: (size.height - (rows - 1) * GAP) / rows,
  };
  pictures.forEach((picture, i) => {
    const { bitmap } = picture;
    const fit = Math.min(cell.width / bitmap.width, cell.height / bitmap.height);
    // Pixels that are enlarged are enlarged by a whole factor: all are equally large.
    const factor = fit > 1 ? Math.floor(fit) : fit;
    const left = (i % columns) * (cell.width + GAP);
    const top = Math.floor(i / columns) * (cell.height + GAP);
    pen.drawPicture(picture, left, top, factor * bitmap.width, factor * bitmap.height);
  });
}

/** As many columns as make the cells about square. */
const columnsFor = (count: number, { width, height }: Size): number =>
  Math.max(1, Math.min(count, Math.round(Math.sqrt((count * width) / height))));
