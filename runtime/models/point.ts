import { refuse } from './model';
import type { Model } from './model';

/** No network: the parameters are the variables of the function that is minimised. */
export const point: Model = {
  name: 'point',
  title: 'the variables themselves',
  accepts: (input, output) => input.kind === 'point' && output.kind === 'point',
  build: ({ builder }, { input }) => {
    if (input.kind !== 'point') return refuse('point');
    const { start } = input;
    return builder.parameter('x', [start.length], 'vector', { kind: 'values', values: start });
  },
};
