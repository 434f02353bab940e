import type { XAxis } from '../series/x-axis';
import { xName, type Column, type ExportedLine } from './points';

/** A field as RFC 4180 has it. */
export const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * One row a point: metric, run, id, x and the values that any of the lines has. Numbers are written so that reading
 * them gives the same bits; lines that could not be had whole are named first, in a comment; values that are not finite as NaN, Infinity and -Infinity.
 */
export function writeCsv(lines: readonly ExportedLine[], axis: XAxis): string {
  const names = [...new Set(lines.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const reduced = lines.filter(({ xs, of }) => xs.length < of);
  const rows = reduced.map(
    ({ metric, label, xs, of }) =>
      `# ${metric} of ${label.replace(/\s+/g, ' ')}: ${xs.length} points that stand for ${of}`,
  );
  rows.push(['metric', 'run', 'id', field(xName(axis)), ...names].join(','));
  for (const line of lines) {
    const start = [line.metric, line.label, line.run ?? ''].map(field).join(',');
    const columns = names.map(
      (name): Column['values'] | undefined =>
        line.columns.find((column) => column.name === name)?.values,
    );
    for (let i = 0; i < line.xs.length; i++)
      rows.push([start, line.xs[i], ...columns.map((values) => values?.[i] ?? '')].join(','));
  }
  return `${rows.join('\n')}\n`;
}
