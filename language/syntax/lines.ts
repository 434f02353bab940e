/** A place in a text as editors count it: lines and UTF-16 characters, both from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Converts between offsets of one text and positions. Lines end with LF, CRLF or CR. */
export interface Lines {
  readonly count: number;
  /** Clamped to the text; an offset between CR and LF belongs to the line before. */
  positionAt(offset: number): Position;
  /** Clamped to the text and to the line's end. */
  offsetAt(position: Position): number;
  /** The line's text without its ending; empty beyond the last line. */
  textOf(line: number): string;
}

const LINE_END = /\r\n|\n|\r/g;

/** Indexes the lines of a text: linear once, logarithmic a question. */
export function indexLines(text: string): Lines {
  const starts = [0];
  const ends: number[] = [];
  for (const match of text.matchAll(LINE_END)) {
    ends.push(match.index);
    starts.push(match.index + match[0].length);
  }
  ends.push(text.length);

  function lineOf(offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  return {
    count: starts.length,
    positionAt(offset) {
      const clamped = Math.min(Math.max(offset, 0), text.length);
      const line = lineOf(clamped);
      return { line, character: Math.min(clamped, ends[line]) - starts[line] };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      if (line >= starts.length) return text.length;
      return Math.min(starts[line] + Math.max(character, 0), ends[line]);
    },
    textOf(line) {
      return line >= 0 && line < starts.length ? text.slice(starts[line], ends[line]) : '';
    },
  };
}
