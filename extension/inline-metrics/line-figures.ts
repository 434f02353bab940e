import type { RunRef } from '../../runtime/protocol/messages';

/** What stands at the end of a line. */
export interface LineFigures {
  /** From 0. */
  readonly line: number;
  readonly text: string;
  /** What a hover says first, and what it says then: Markdown. */
  readonly about: string;
  readonly details: string;
  /** What it is about goes on no more. */
  readonly faded: boolean;
  readonly run: RunRef;
}

/** Things by the line that they stand on, in their order. */
export function byLine<T extends { readonly line: number }>(
  things: readonly T[],
): Map<number, T[]> {
  const lines = new Map<number, T[]>();
  for (const thing of things) {
    const there = lines.get(thing.line);
    if (there === undefined) lines.set(thing.line, [thing]);
    else there.push(thing);
  }
  return lines;
}
