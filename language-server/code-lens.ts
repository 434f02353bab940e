import type { CodeLens } from 'vscode-languageserver';
import { findCost } from '../language';
import type { Program } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** How much state a program keeps, as the lens says it, and how often it asks for a gradient beside the one given. */
function costWords(program: Program): string {
  const { slots, matrices, bytesPerParameter, extraGradients } = findCost(program);
  const parts = [
    bytesPerParameter === 0 ? '' : `${bytesPerParameter} bytes/parameter`,
    matrices.length === 0
      ? ''
      : `${matrices.length} ${matrices.length === 1 ? 'matrix' : 'matrices'} per tensor`,
    slots.row + slots.col === 0 ? '' : 'row and column state',
  ].filter((part) => part !== '');
  const state = parts.join(' + ') || (program.slots.length === 0 ? 'no state' : 'scalar state');
  return extraGradients === 0 ? state : `${state} · ${extraGradients + 1} gradients/step`;
}

/** What a program without a `train` may have in its place: it trains around another's. */
const WRAPPERS: ReadonlySet<string> = new Set(['grad_transform', 'update_transform', 'eval_point']);

/**
 * The lens above `train`: the actions, what the program costs in memory, and which known rule it is. Without a `train`
 * there is one above what wraps another program.
 *
 * @param equal the known rule, where it is one
 */
export function codeLenses(
  { document, analysis }: Analyzed,
  canTrain: boolean,
  equal: string | null,
): CodeLens[] {
  const definitions = analysis.tree.items.filter((item) => item.kind === 'definition');
  const train = definitions.find(({ name }) => name.name === 'train');
  const entry = train ?? definitions.find(({ name }) => WRAPPERS.has(name.name));
  if (entry === undefined) return [];
  const range = rangeOf(document, { start: entry.span.start, end: entry.span.start });
  const lens = (title: string, command: string): CodeLens => ({
    range,
    command: { title, command, ...(command === '' ? {} : { arguments: [document.uri] }) },
  });
  const actions =
    train === undefined
      ? [lens('▶ Train around…', 'optiscope.trainOptimizer')]
      : [
          lens('▶ Train', 'optiscope.trainOptimizer'),
          lens('Compare', 'optiscope.compareOptimizers'),
        ];
  return [
    ...(canTrain ? actions : []),
    // Without a command the editor shows plain text.
    ...(analysis.program === null ? [] : [lens(costWords(analysis.program), '')]),
    ...(analysis.program === null || equal === null ? [] : [lens(`equals ${equal}`, '')]),
  ];
}
