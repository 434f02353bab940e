/** What charts are painted with: a canvas, or whatever takes the same strokes. */
export interface Pen extends Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'rect'
  | 'fillRect'
  | 'strokeRect'
  | 'clip'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'stroke'
  | 'translate'
  | 'rotate'
  | 'scale'
  | 'setLineDash'
  | 'fillText'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
> {
  /** Fills the path as it stands. */
  fill(): void;
  /** Fills an outline given as an SVG path; where it overlaps itself is a hole. */
  fillOutline(path: string): void;
  drawPicture(picture: PenPicture, x: number, y: number, width: number, height: number): void;
}

/** A picture that has been decoded, and its file as an address that holds it. */
export interface PenPicture {
  readonly bitmap: ImageBitmap;
  readonly address: string;
}

/** Markers of a few sizes. */
const outlines = new Map<string, Path2D>();

function outline(path: string): Path2D {
  let made = outlines.get(path);
  if (made === undefined) outlines.set(path, (made = new Path2D(path)));
  return made;
}

/** A canvas as a pen. */
export const canvasPen = (ctx: CanvasRenderingContext2D): Pen =>
  Object.assign(ctx, {
    fillOutline: (path: string) => ctx.fill(outline(path), 'evenodd'),
    drawPicture: ({ bitmap }: PenPicture, x: number, y: number, width: number, height: number) => {
      // Pixels of small pictures are to be seen, not blurred.
      ctx.imageSmoothingEnabled = width < bitmap.width;
      ctx.drawImage(bitmap, x, y, width, height);
    },
  });
