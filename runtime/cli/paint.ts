/** Whether a stream may carry colours: a terminal, and nobody asked for none (https://no-color.org). */
export const mayColour = (stream: NodeJS.WriteStream): boolean =>
  Boolean(stream.isTTY) && !process.env['NO_COLOR'];

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;

/** Colours text, or leaves it as it is. */
export const painter =
  (coloured: boolean): Paint =>
  (style, text) =>
    coloured ? `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m` : text;
