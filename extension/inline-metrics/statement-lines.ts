/** What stands at the ends of a program's lines while it trains. */
import type { TextRange, WatchedStatement } from '../../runtime/protocol/statements';
import { formatCount } from '../../runtime/protocol/words';
import { isEnded } from '../../runtime/protocol/runs';
import { refOf } from '../runs/book';
import { plainMarkdown, runTitle } from '../runs/words';
import { driftWords, figureCells, FIGURE_HEADINGS, rmsWords } from './figure-words';
import { byLine, type LineFigures } from './line-figures';
import type { ObservedStatements } from './observed-statements';
import { sparkline } from './sparkline';
import type { ShownRun } from './watched-runs';

/** Characters of a curve at a line's end, and in a table. */
const CURVE_WIDTH = 14;
const CELL_WIDTH = 10;
/** A table has at most so many rows of parameters; a model may have hundreds. */
const MOST_ROWS = 24;
const GAP = '   ';

/**
 * @param observed what is known of the run's statements
 * @param lineNow where a line of the run's program stands now; null where it does not any more
 */
export function statementLines(
  observed: ObservedStatements,
  shown: ShownRun,
  lineNow: (line: number) => number | null,
): LineFigures[] {
  const { layout, latest } = observed;
  if (layout === null || latest === null) return [];
  const about = aboutWords(shown, latest.step, observed.every);
  const pieces: { readonly line: number; readonly text: string; readonly details: string }[] = [];
  const put = (range: TextRange | null, text: string, details: string): void => {
    const line = range === null ? null : placeNow(range, lineNow);
    if (line !== null) pieces.push({ line, text, details });
  };
  const sharesLine = linesShared(layout.statements);
  layout.statements.forEach((statement, i) => {
    const name = sharesLine(statement) ? `${nameOf(statement)} ` : '';
    const curve = sparkline(observed.history(i), CURVE_WIDTH);
    const value = rmsWords(latest.statements[i]?.whole ?? null);
    put(statement.range, `${name}${curve} ${value}`, statementTable(observed, i));
  });
  let lastLine: number | undefined;
  layout.slots.forEach(({ name, range }, i) => {
    const drift = driftWords(latest.drift[i] ?? null);
    const lead = range?.start.line === lastLine ? '' : 'drift ';
    lastLine = range?.start.line;
    put(range, `${lead}${name} ${drift}`, `Drift of slot **${plainMarkdown(name)}**: ${drift}`);
  });
  return [...byLine(pieces)].map(([line, there]) => ({
    line,
    text: there.map(({ text }) => text).join(GAP),
    about,
    details: there.map(({ details }) => details).join('\n\n'),
    faded: isEnded(shown.run.status),
    run: refOf(shown.run),
  }));
}

/** The line on which a range ends, if all of its lines still stand there one after the other. */
function placeNow(
  { start, end }: TextRange,
  lineNow: (line: number) => number | null,
): number | null {
  const first = lineNow(start.line);
  if (first === null) return null;
  for (let i = start.line + 1; i <= end.line; i++)
    if (lineNow(i) !== first + i - start.line) return null;
  return first + end.line - start.line;
}

/** Tells of a statement whether another one ends on its line. */
function linesShared(
  statements: readonly WatchedStatement[],
): (statement: WatchedStatement) => boolean {
  const counts = new Map<number, number>();
  for (const { range } of statements)
    if (range !== null) counts.set(range.end.line, (counts.get(range.end.line) ?? 0) + 1);
  return ({ range }) => range !== null && counts.get(range.end.line)! > 1;
}

const nameOf = ({ name, isUpdate }: WatchedStatement): string =>
  name ?? (isUpdate ? 'update' : 'result');

function aboutWords({ run, others }: ShownRun, step: number, every: number | null): string {
  const title = plainMarkdown(runTitle(run));
  const rhythm =
    every === null || every === 1 ? '' : `, observed every ${formatCount(every)} steps`;
  const count = others === 0 ? '' : `, the newest of ${formatCount(others + 1)} that go on`;
  return `Step ${formatCount(step)} of ${title}${count}${rhythm}.`;
}

function statementTable(observed: ObservedStatements, index: number): string {
  const statement = observed.layout!.statements[index]!;
  const { whole, parameters } = observed.latest!.statements[index]!;
  const curve = (values: readonly number[]): string =>
    values.length === 0 ? '' : `\`${sparkline(values, CELL_WIDTH)}\``;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const names = observed.layout!.parameters;
  const rows = parameters
    .slice(0, MOST_ROWS)
    .map((figures, i) =>
      row([
        plainMarkdown(names[i] ?? ''),
        ...figureCells(figures),
        curve(observed.historyOf(index, i)),
      ]),
    );
  const left = parameters.length - rows.length;
  const what = statement.ofModel ? 'One number for the model' : 'All parameters';
  return [
    `**${plainMarkdown(nameOf(statement))}**${statement.imported ? ', in an imported program' : ''}`,
    '',
    row(['', ...FIGURE_HEADINGS, 'RMS so far']),
    row([':--', ...FIGURE_HEADINGS.map(() => '--:'), ':--']),
    row([what, ...figureCells(whole), curve(observed.history(index))]),
    ...rows,
    ...(left > 0 ? ['', `And ${formatCount(left)} more.`] : []),
  ].join('\n');
}
