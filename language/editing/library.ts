import type { Analysis } from '../analyze';
import type { Diagnostic } from '../diagnostics';
import type { Declaration, Definition } from '../syntax/tree';

/**
 * Whether a file without an entry function is there for others to import from: it holds helpers, or nothing but
 * constants. One whose function takes `w` and `g` first is taken for an optimizer by another name.
 */
export function isLibrary({ tree }: Analysis): boolean {
  const definitions = tree.items.filter((item): item is Definition => item.kind === 'definition');
  const declarations = tree.items.filter(
    (item): item is Declaration => item.kind === 'declaration',
  );
  if (definitions.some(({ name, parameters }) => RUN.has(name.name) || isOptimizer(parameters)))
    return false;
  const hasConstants = declarations.length > 0 && declarations.every((each) => !each.annotation);
  return definitions.length > 0 || hasConstants;
}

const RUN: ReadonlySet<string> = new Set([
  'train',
  'grad_transform',
  'update_transform',
  'eval_point',
]);

const isOptimizer = ([first, second]: Definition['parameters']): boolean =>
  first?.name === 'w' && (second?.name === 'g' || second?.name === 'update');

/** What to show of a file by itself: that nothing in it trains is no fault of one that others import from. */
export const shownDiagnostics = (analysis: Analysis): readonly Diagnostic[] =>
  analysis.diagnostics.map((diagnostic) =>
    diagnostic.code === 'N6' && diagnostic.span.end === 0 && isLibrary(analysis)
      ? {
          ...diagnostic,
          severity: 'hint',
          message: 'Nothing here trains by itself; other programs can import from this file.',
        }
      : diagnostic,
  );
