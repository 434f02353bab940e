import type { CodeLens } from 'vscode-languageserver';
import type { Slot } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** Slots are float32. */
const BYTES_PER_NUMBER = 4;

/** How much state a program keeps, as the lens says it. */
function stateWords(slots: readonly Slot[]): string {
  const perElement = slots.filter(({ extent }) => extent === 'elem').length;
  const statistics = slots.some(({ extent }) => extent === 'row' || extent === 'col');
  if (perElement === 0 && !statistics) return slots.length === 0 ? 'no state' : 'scalar state';
  const bytes = perElement === 0 ? '' : `${perElement * BYTES_PER_NUMBER} bytes/parameter`;
  return [bytes, statistics ? 'row and column state' : '']
    .filter((part) => part !== '')
    .join(' + ');
}

/** The lens above `train`: the actions, and what the program costs in memory. */
export function codeLenses({ document, analysis }: Analyzed): CodeLens[] {
  const train = analysis.tree.items.find(
    (item) => item.kind === 'definition' && item.name.name === 'train',
  );
  if (train === undefined) return [];
  const range = rangeOf(document, { start: train.span.start, end: train.span.start });
  const lens = (title: string, command: string): CodeLens => ({
    range,
    command: { title, command, ...(command === '' ? {} : { arguments: [document.uri] }) },
  });
  return [
    lens('▶ Train', 'optiscope.trainOptimizer'),
    lens('Compare', 'optiscope.compareOptimizers'),
    // Without a command the editor shows plain text.
    ...(analysis.program === null ? [] : [lens(stateWords(analysis.program.slots), '')]),
  ];
}
