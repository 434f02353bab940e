import type { Run } from '../../runtime/protocol/runs';
import { taskName } from '../../runtime/protocol/task-name';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import type { ChartTheme } from '../charts/theme';
import { xName } from './points';
import { exportedData } from './json';
import { escapeMarkup, SvgPen } from './svg-pen';
import { hasDrawing, layoutSheet, paintSheet, type Sheet } from './sheet';

/** What a shared page is made of. */
export interface PageContent {
  readonly sheet: Sheet;
  readonly runs: readonly { readonly label: string; readonly run: Run }[];
  readonly theme: ChartTheme;
  /** When it was made, in words. */
  readonly made: string;
  /** Fresh and random: only what carries it is styled or runs. */
  readonly nonce: string;
}

/** The picture of a sheet as an SVG document. */
export function writeSvg(sheet: Sheet, theme: ChartTheme, prefix = ''): string {
  const pen = new SvgPen(prefix);
  paintSheet(pen, sheet, theme, 1);
  const { width, height } = layoutSheet(sheet);
  const titles = [...sheet.charts.map(({ tag }) => tag), ...sheet.cards.map(({ title }) => title)];
  return pen.document(width, height, titles.join(', '));
}

/**
 * One HTML file that opens anywhere, offline: the picture, the runs with their settings and programs, and all points
 * of the range. Its policy lets it load nothing.
 */
export function writePage({ sheet, runs, theme, made, nonce }: PageContent): string {
  // Logged pictures are in the file itself.
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const data = JSON.stringify(exportedData(sheet)).replaceAll('<', '\\u003c');
  const title = [...new Set(runs.map(({ run }) => run.spec.program.name))].join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)} · Optiscope</title>
<style nonce="${nonce}">${style(theme)}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
<p>${escapeMarkup(made)}</p>
${hasDrawing(sheet) ? `<figure>\n${writeSvg(sheet, theme)}</figure>` : ''}
<h2>Runs</h2>
<div class="wide"><table>
<thead><tr>${RUN_COLUMNS.map(([name]) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${runs
  .map(
    (entry) =>
      `<tr>${RUN_COLUMNS.map(([, of]) => `<td>${escapeMarkup(of(entry))}</td>`).join('')}</tr>`,
  )
  .join('\n')}
</tbody>
</table></div>
${programs(runs)}
${texts(sheet)}
<script type="application/json" id="data">${data}</script>
${sheet.charts.length > 0 ? points(sheet, nonce) : ''}
</body>
</html>
`;
}

/** The points of the curves, a series at a time. */
const points = ({ axis }: Sheet, nonce: string): string => `<h2>Points</h2>
<p><label>Metric and run <select id="series"></select></label> <span id="count"></span></p>
<div class="tall"><table id="points"></table></div>
<script nonce="${nonce}">(${showPoints.toString()})(document, ${JSON.stringify(xName(axis)).replaceAll('<', '\\u003c')});</script>`;

/** What runs have written, as they wrote it. */
function texts({ cards }: Sheet): string {
  const written = cards.flatMap(({ title, words, data }) =>
    data.kind === 'text' ? [{ title, words, texts: data.texts }] : [],
  );
  if (written.length === 0) return '';
  return `<h2>Texts</h2>
${written
  .map(
    (each) =>
      `<h3>${escapeMarkup(each.title)} <small>${escapeMarkup(each.words)}</small></h3>\n${each.texts
        .map((text) => `<pre>${escapeMarkup(text)}</pre>`)
        .join('\n')}`,
  )
  .join('\n')}`;
}

type Entry = PageContent['runs'][number];

const RUN_COLUMNS: readonly (readonly [string, (entry: Entry) => string])[] = [
  ['run', ({ label }) => label],
  ['task', ({ run }) => taskName(run.spec.task)],
  ['learning rate', ({ run }) => number(run.resolved?.lr ?? run.spec.lr)],
  ['hyperparameters', ({ run }) => pairs(run.spec.hyper)],
  ['seed', ({ run }) => String(run.spec.seed)],
  ['steps', ({ run }) => formatCount(run.step)],
  ['state', ({ run }) => run.status],
  ['last values', ({ run }) => pairs(run.metrics)],
];

const number = (value: number | null): string => (value === null ? '' : formatNumber(value));
const pairs = (values: Readonly<Record<string, number | string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ');

/** The programs that were run, each once. */
function programs(runs: PageContent['runs']): string {
  const texts = new Map(runs.map(({ run }) => [run.spec.program.text, run.spec.program.name]));
  return [...texts]
    .filter(([text]) => text !== '')
    .map(
      ([text, name]) =>
        `<details><summary>${escapeMarkup(name)}</summary><pre>${escapeMarkup(text)}</pre></details>`,
    )
    .join('\n');
}

const style = ({ brightness, background, text, muted, grid }: ChartTheme): string => `
:root { color-scheme: ${brightness}; }
body { margin: 24px; color: ${text}; background: ${background}; font: 13px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 18px; }
h2 { font-size: 14px; }
h3 { font-size: 13px; }
small { color: ${muted}; font-size: 13px; font-weight: normal; }
pre { white-space: pre-wrap; }
h1 + p { margin: 0 0 16px; color: ${muted}; }
figure { margin: 0; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 12px 2px 0; border-bottom: 1px solid ${grid}; text-align: left; white-space: nowrap; }
th { color: ${muted}; font-weight: normal; }
.wide { overflow-x: auto; }
.tall { max-height: 320px; overflow: auto; }
summary { cursor: pointer; }
`;

/** Runs in the shared page, by itself: lists the points of the series that is chosen there. */
function showPoints(page: Document, x: string): void {
  const shown = 1000;
  interface Series {
    metric: string;
    run: string;
    [column: string]: string | (number | string)[];
  }
  const { series } = JSON.parse(page.getElementById('data')!.textContent) as { series: Series[] };
  const choice = page.getElementById('series') as HTMLSelectElement;
  const table = page.getElementById('points') as HTMLTableElement;
  const show = (): void => {
    const chosen = series[choice.selectedIndex];
    if (!chosen) return;
    const names = Object.keys(chosen).filter((name) => Array.isArray(chosen[name]));
    const columns = names.map((name) => chosen[name] as (number | string)[]);
    const count = columns[0]!.length;
    page.getElementById('count')!.textContent =
      count > shown ? `the first ${shown} of ${count} points; the file holds all` : '';
    table.replaceChildren();
    const head = table.insertRow();
    for (const name of names) {
      const cell = page.createElement('th');
      cell.textContent = name === 'x' ? x : name;
      head.append(cell);
    }
    for (let i = 0; i < Math.min(count, shown); i++) {
      const row = table.insertRow();
      for (const column of columns) row.insertCell().textContent = String(column[i]);
    }
  };
  for (const { metric, run } of series) {
    const option = page.createElement('option');
    option.textContent = `${metric} · ${run}`;
    choice.append(option);
  }
  choice.onchange = show;
  show();
}
