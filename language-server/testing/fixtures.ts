import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position, Range } from 'vscode-languageserver';

/** A program with the cursor that a fixture marks in it. */
export interface Case {
  readonly uri: string;
  readonly text: string;
  readonly position: Position;
  /** From the first mark to the last; empty where there is one alone. */
  readonly range: Range;
  /** What stands behind `===`: a new name, a setting. */
  readonly argument: string;
  /** The part of a word before the cursor. */
  readonly typed: string;
}

export interface Fixture extends Omit<Case, 'uri'> {
  readonly answer: string;
}

const FOLDER = join(__dirname, '..', 'fixtures');
const SEPARATOR = /^===(?: (.*))?\n/m;

/** The names of a request's fixtures. */
export const fixturesOf = (request: string): string[] => readdirSync(join(FOLDER, request));

/**
 * Reads fixtures/REQUEST/NAME: a program with `|` where the cursor is (twice: where a selection starts and ends), a
 * line of `===`, and the answer.
 */
export function readFixture(request: string, name: string): Fixture {
  const [marked = '', argument = '', answer = ''] = readFileSync(
    join(FOLDER, request, name),
    'utf8',
  ).split(SEPARATOR);
  const [before = '', ...others] = marked.split('|');
  const start = positionAfter(others.length === 0 ? '' : before);
  const end = others.length < 2 ? start : positionAfter(before + others[0]!);
  return {
    text: before + others.join(''),
    position: start,
    range: { start, end },
    argument,
    typed: others.length === 0 ? '' : /\w*$/.exec(before)![0],
    answer: answer.trimEnd(),
  };
}

function positionAfter(text: string): Position {
  const lines = text.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}

/** Writes an answer into its fixture: `UPDATE_GOLDEN=1` does so with all that differ, to be read before they are kept. */
export function keepAnswer(request: string, name: string, answer: string): void {
  const path = join(FOLDER, request, name);
  const [program = ''] = readFileSync(path, 'utf8').split(/^(?====)/m);
  const separator = /^===.*$/m.exec(readFileSync(path, 'utf8'))?.[0] ?? '===';
  writeFileSync(path, `${program}${separator}\n${answer}${answer === '' ? '' : '\n'}`);
}
