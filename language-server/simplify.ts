import { RequestType } from 'vscode-languageserver';
import { findCost, simplest, simplifiedText } from '../language';
import type { Program } from '../language';
import type { Analyzed } from './analyses';

/** What there is of a program before or after. */
export interface Size {
  readonly statements: number;
  readonly slots: number;
  readonly bytesPerParameter: number;
}

/** A step of the derivation, as `extension/simplify/` shows it. */
export interface SimplificationStep {
  readonly rule: string;
  readonly condition: string;
  readonly before: string;
  /** Empty where nothing is left. */
  readonly after: string;
  /** From 1; null for what stands on no line of its own. */
  readonly line: number | null;
}

/** The simplest form of a program; `problem` says in a sentence why there is none. */
export type Simplification =
  | { readonly problem: string }
  | {
      readonly problem: null;
      /** False: the program is its own simplest form. */
      readonly changed: boolean;
      readonly text: string;
      readonly before: Size;
      readonly after: Size;
      readonly steps: readonly SimplificationStep[];
    };

/** Asks for a document's simplest form; null for a document that is not open. */
export const SIMPLIFY = new RequestType<{ readonly uri: string }, Simplification | null, void>(
  'optiscope/simplify',
);

export function simplification({ document, analysis }: Analyzed): Simplification {
  const lineOf = (offset: number): number => document.positionAt(offset).line + 1;
  const { program } = analysis;
  if (program === null) {
    const error = analysis.diagnostics.find(({ severity }) => severity === 'error');
    const place = error ? `line ${lineOf(error.span.start)}: ${error.message}` : 'it has an error.';
    return { problem: `The program cannot be simplified yet, ${place}` };
  }
  const found = simplest(program);
  return {
    problem: null,
    changed: found.changed,
    text: simplifiedText(analysis, found),
    before: sizeOf(program),
    after: sizeOf(found.program),
    steps: found.steps.map(({ span, ...step }) => ({
      ...step,
      line: span && lineOf(span.start),
    })),
  };
}

const sizeOf = (program: Program): Size => ({
  statements: program.train.statements.length,
  slots: program.slots.length,
  bytesPerParameter: findCost(program).bytesPerParameter,
});
