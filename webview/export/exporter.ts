import { EXPORT_FORMATS, type ExportFormat } from '../../runtime/protocol/panel';
import { placesOf, type LoggedScale } from '../../runtime/protocol/x-scale';
import { canvasPen } from '../charts/pen';
import type { ChartLine } from '../charts/line';
import type { Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import type { PanelModel } from '../panel-model';
import { pictureOf } from '../picture';
import { fullRange, meanLine, rangeAsked, type Screen } from '../placed-points';
import { runLabels } from '../runs/describe';
import type { Member } from '../session/feed';
import { strengthOf, strengthText } from '../view/smoothing';
import { groupTags } from '../view/tags';
import { isLogX } from '../view/view-state';
import { zoomOf } from '../view/zoom';
import { shownTags } from '../summaries/shown-tags';
import { writeCardTables } from './card-data';
import { sheetCards, type CardTarget } from './cards';
import { writeCsv } from './csv';
import { writeJson } from './json';
import { writePage, writeSvg } from './page';
import { exportedLines } from './points';
import { CHART, hasDrawing, layoutSheet, legendOf, paintSheet, type Sheet } from './sheet';
import { wholeMean, wholePoints } from './whole';

/** Canvas pixels of an exported picture for one CSS pixel: sharp in print and on dense screens. */
const IMAGE_RATIO = 2;
/** The longest side that browsers' canvases bear. */
const LONGEST_SIDE = 16_000;
const NONCE_BYTES = 16;

/** What is taken along: a metric's chart, another card, or (null) all that the panel shows. */
export type ExportTarget = string | CardTarget | null;

/** The metrics whose charts are meant. */
const tagsOf = ({ tags, view }: PanelModel, target: ExportTarget): readonly string[] =>
  target !== null
    ? [target].filter((each) => typeof each === 'string')
    : groupTags(tags, view.filter)
        .filter(({ name }) => !view.foldedGroups.includes(name))
        .flatMap((group) => group.tags);

/** Charts and cards that the panel shows: one, or (null) all that are not filtered or folded away. */
export async function sheetOf(
  model: PanelModel,
  theme: ChartTheme,
  target: ExportTarget,
): Promise<Sheet> {
  const { view } = model;
  const extent = fullRange(model);
  const charts = await Promise.all(
    tagsOf(model, target).map(async (each) => {
      const range: Range = zoomOf(view, each) ?? extent;
      const screen = { range, columns: IMAGE_RATIO * CHART.width };
      const picture = pictureOf(model, each, theme.brightness, screen);
      const whole = picture.lines.map((line) => inFull(model, each, line, screen));
      const lines = await Promise.all(whole);
      const positive = lines.some(({ values }) => values.some((value) => value > 0));
      const log = { x: isLogX(view), y: view.log && positive };
      return { tag: each, picture: { ...picture, lines }, range, log };
    }),
  );
  return {
    charts: charts.filter(({ picture }) => picture.lines.length > 0),
    cards: typeof target === 'string' ? [] : await sheetCards(model, theme, target),
    axis: view.axis,
    smoothing: strengthOf(view) === 0 ? '' : `smoothing ${strengthText(view)}`,
  };
}

/** A line with every point of the range; as it is where the supervisor cannot be asked. */
async function inFull(
  model: PanelModel,
  tag: string,
  line: ChartLine,
  screen: Screen,
): Promise<ChartLine> {
  const { source } = line;
  if (source === null) return line;
  const range = rangeAsked(model, screen);
  const { members, spread } = source;
  if (spread !== null) {
    const question = { ...range, members, spread };
    const whole = await wholeMean((each) => model.askMean(tag, each), question).catch(() => null);
    return whole === null ? line : { ...line, ...meanLine(whole, members.length) };
  }
  const [{ run, x }] = members as [Member];
  const whole = await wholePoints((each) => model.ask(run, tag, each), { ...range, x }).catch(
    () => null,
  );
  if (whole === null) return line;
  const { values, smoothed } = whole;
  const xs = whole.xs ?? placesOf(whole, x as LoggedScale);
  return { ...line, xs, values, ys: smoothed ?? values, indices: null };
}

/** Takes charts out of the panel, as a file or to the clipboard; says in a sentence what went wrong. */
export async function exportCharts(
  model: PanelModel,
  theme: ChartTheme,
  target: ExportTarget,
  format: ExportFormat | 'copy',
): Promise<void> {
  if (!isSomethingShown(model, target)) return model.failed(NOTHING);
  try {
    if (format === 'copy') return await copyImage(sheetOf(model, theme, target), theme);
    const sheet = await sheetOf(model, theme, target);
    if (sheet.charts.length + sheet.cards.length === 0) return model.failed(NOTHING);
    if ((format === 'png' || format === 'svg') && !hasDrawing(sheet))
      return model.failed(NO_DRAWING);
    const content = await contentOf(model, sheet, theme, format);
    const name = fileName(sheet, target);
    model.transport.offer({ format, name: `${name}.${format}`, content });
  } catch (error) {
    model.failed(
      format === 'copy'
        ? 'The browser does not let the panel copy images. Save it as PNG instead.'
        : `The charts could not be exported: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

const NOTHING = 'There is nothing on screen to export.';
const NO_DRAWING = 'Texts are no drawing. Save them as a table, JSON or a web page instead.';

/** Known before anything is read: the clipboard is only to be had while the click is fresh. */
const isSomethingShown = (model: PanelModel, target: ExportTarget): boolean =>
  tagsOf(model, target).length > 0 ||
  (typeof target !== 'string' && model.view.scatters.length + shownTags(model).length > 0);

const fileName = (sheet: Sheet, target: ExportTarget): string => {
  const programs = legendOf(sheet).map(({ label }) => label);
  const who = programs.length <= 3 ? programs.join(' ') : `${programs.length} runs`;
  const what = typeof target === 'string' ? target : target && sheet.cards[0]?.title;
  return `${who} ${what ?? ''}`
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
      return bytesOf(writeTables(sheet));
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

/** The curves' table, then one for each kind of card, with an empty line between. */
function writeTables(sheet: Sheet): string {
  const curves = sheet.charts.length > 0 ? [writeCsv(exportedLines(sheet), sheet.axis)] : [];
  return [...curves, ...writeCardTables(sheet.cards.map(({ data }) => data))].join('\n');
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function copyImage(sheet: Promise<Sheet>, theme: ChartTheme): Promise<void> {
  // The browser must hear of the image while the click is still fresh, so it gets the promise of one.
  const image = sheet.then((each) => imageOf(each, theme));
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
