import { EXPORT_FORMATS, type ExportFormat } from '../../runtime/protocol/panel';
import { canvasPen } from '../charts/pen';
import type { Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import type { PanelModel } from '../panel-model';
import { fullRange, pictureOf } from '../picture';
import { runLabels } from '../runs/describe';
import { groupTags } from '../view/tags';
import { writeCsv } from './csv';
import { writeJson } from './json';
import { writePage, writeSvg } from './page';
import { exportedLines } from './points';
import { layoutSheet, paintSheet, type Sheet } from './sheet';

/** Canvas pixels of an exported picture for one CSS pixel: sharp in print and on dense screens. */
const IMAGE_RATIO = 2;
/** The longest side that browsers' canvases bear. */
const LONGEST_SIDE = 16_000;
const NONCE_BYTES = 16;

/** Charts that the panel shows: one, or (null) all that are not filtered or folded away. */
export function sheetOf(model: PanelModel, theme: ChartTheme, tag: string | null): Sheet {
  const { view } = model;
  const tags =
    tag !== null
      ? [tag]
      : groupTags(model.tags, view.filter)
          .filter(({ name }) => !view.foldedGroups.includes(name))
          .flatMap((group) => group.tags);
  const range: Range = view.zoom ?? fullRange(model);
  return {
    charts: tags
      .map((each) => {
        const picture = pictureOf(model, each, theme.brightness);
        const positive = picture.lines.some(({ values }) => values.some((value) => value > 0));
        return { tag: each, picture, log: view.log && positive };
      })
      .filter(({ picture }) => picture.lines.length > 0),
    axis: view.axis,
    range,
    smoothing: view.smoothing === 0 ? '' : `smoothing ${view.smoothing.toFixed(2)}`,
  };
}

/** Takes charts out of the panel, as a file or to the clipboard; says in a sentence what went wrong. */
export async function exportCharts(
  model: PanelModel,
  theme: ChartTheme,
  tag: string | null,
  format: ExportFormat | 'copy',
): Promise<void> {
  const sheet = sheetOf(model, theme, tag);
  if (sheet.charts.length === 0) return model.failed('There is no curve on screen to export.');
  try {
    if (format === 'copy') return await copyImage(sheet, theme);
    const content = await contentOf(model, sheet, theme, format);
    const name = fileName(sheet, tag);
    model.transport.offer({ format, name: `${name}.${format}`, content });
  } catch (error) {
    model.failed(
      format === 'copy'
        ? 'The browser does not let the panel copy images. Save it as PNG instead.'
        : `The charts could not be exported: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

const fileName = ({ charts }: Sheet, tag: string | null): string => {
  const programs = [
    ...new Set(charts.flatMap(({ picture }) => picture.lines.map(({ label }) => label))),
  ];
  const who = programs.length <= 3 ? programs.join(' ') : `${programs.length} runs`;
  return `${who} ${tag ?? ''}`
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST_NAME);
};
const LONGEST_NAME = 80;

async function contentOf(
  model: PanelModel,
  sheet: Sheet,
  theme: ChartTheme,
  format: ExportFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'png':
      return new Uint8Array(await (await imageOf(sheet, theme)).arrayBuffer());
    case 'svg':
      return bytesOf(writeSvg(sheet, theme));
    case 'csv':
      return bytesOf(writeCsv(exportedLines(sheet), sheet.axis));
    case 'json':
      return bytesOf(writeJson(sheet));
    case 'html': {
      const labels = runLabels(model.shownRuns);
      const runs = model.shownRuns
        .filter(({ id }) => !model.view.hidden.includes(id))
        .map((run) => ({ label: labels.get(run.id)!, run }));
      const random = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const nonce = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
      const made = new Date().toLocaleString('en', { dateStyle: 'long', timeStyle: 'short' });
      return bytesOf(writePage({ sheet, runs, theme, made, nonce }));
    }
  }
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function copyImage(sheet: Sheet, theme: ChartTheme): Promise<void> {
  // The browser must hear of the image while the click is still fresh, so it gets the promise of one.
  const image = imageOf(sheet, theme);
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': image })]);
}

function imageOf(sheet: Sheet, theme: ChartTheme): Promise<Blob> {
  const { width, height } = layoutSheet(sheet);
  const ratio = Math.min(IMAGE_RATIO, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  paintSheet(canvasPen(canvas.getContext('2d')!), sheet, theme, ratio);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('the image is too large'));
    }, EXPORT_FORMATS.png.mime),
  );
}
