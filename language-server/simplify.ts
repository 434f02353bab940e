import { RequestType } from 'vscode-languageserver';
import { findCost, simplest, simplifiedText } from '../language';
import type { Program, ServerRequests, Simplification, Size } from '../language';
import type { Analyzed } from './analyses';

/** As `language/requests.ts` describes it. */
export const SIMPLIFY = new RequestType<{ readonly uri: string }, Simplification | null, void>(
  'optiscope/simplify' satisfies keyof ServerRequests,
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
