import type { Analysis } from '../../analyze';
import type { Span } from '../../diagnostics';
import { addEps } from './add-eps';
import { decoupleDecay } from './decouple-decay';
import { extractHelper } from './extract-helper';
import { inlineHelper } from './inline-helper';
import { liftLiteral } from './lift-literal';
import type { Refactor, Refactoring } from './refactoring';

const REFACTORS: readonly Refactor[] = [
  liftLiteral,
  extractHelper,
  inlineHelper,
  addEps,
  decoupleDecay,
];

/** What may be done with a selection of a program, which may be no more than a cursor. */
export function refactorings(analysis: Analysis, selection: Span): readonly Refactoring[] {
  return REFACTORS.flatMap((refactor) => refactor(analysis, selection) ?? []);
}
