import type { Paint } from './paint';

export interface Cell {
  readonly text: string;
  /** Numbers stand with their decimal points above each other. */
  readonly numeric?: boolean;
  readonly bold?: boolean;
}

const GAP = '  ';

/** Characters from the decimal point (or the number's end) to the cell's end. */
const fractionWidth = (text: string): number => {
  const point = text.search(/[.e]|$/);
  return text.length - point;
};

/** Lines of a table: numeric columns aligned on the decimal point, others to the left. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string[] {
  const columns = head.map((title, c) => {
    const cells = rows.map((row) => row[c]!);
    const numeric = cells.some((cell) => cell.numeric);
    const fraction = Math.max(
      0,
      ...cells.filter((cell) => cell.numeric).map((cell) => fractionWidth(cell.text)),
    );
    const texts = cells.map((cell) =>
      cell.numeric ? cell.text + ' '.repeat(fraction - fractionWidth(cell.text)) : cell.text,
    );
    const width = Math.max(title.length, ...texts.map((text) => text.length));
    const pad = (text: string): string => (numeric ? text.padStart(width) : text.padEnd(width));
    return { title: pad(title), texts: texts.map(pad) };
  });
  return [
    paint(
      'dim',
      columns
        .map(({ title }) => title)
        .join(GAP)
        .trimEnd(),
    ),
    ...rows.map((row, r) =>
      columns
        .map(({ texts }, c) => (row[c]!.bold ? paint('bold', texts[r]!) : texts[r]!))
        .join(GAP)
        .trimEnd(),
    ),
  ];
}
