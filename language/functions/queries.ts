import { entry } from './describe';
import type { FunctionEntry, TensorFacts } from './entry';
import { between } from './interval';
import { scaling } from './rules';

const GROUP = 'what is known of a tensor';

function query(
  name: Exclude<keyof TensorFacts, 'sizes'>,
  kind: 'num' | 'string',
  summary: string,
  formula: string,
): FunctionEntry {
  return entry(
    GROUP,
    {
      name,
      summary,
      formula,
      scaling: scaling.SCALE_FREE,
      interval: () => between(name === 'ndim' ? 0 : 1, Infinity, name === 'ndim'),
    },
    {
      arguments: [{ name: 'x', kind: 'num' }],
      result: { kind, extent: 'tensor' },
    },
    { per: 'facts', of: (facts) => facts[name] },
    null,
  );
}

/** Facts about the parameter tensor at hand, known before the first step. */
export const queries: readonly FunctionEntry[] = [
  query('ndim', 'num', 'Number of dimensions of the parameter tensor.', 'rank of x'),
  query('rows', 'num', 'Size of the first dimension.', 'n of n × m'),
  query('cols', 'num', 'Product of the other dimensions; 1 for a vector.', 'm of n × m'),
  query('numel', 'num', 'Number of elements.', 'n · m'),
  query(
    'role',
    'string',
    'What the parameter is for: "matrix", "embedding", "output", "conv", "vector", "norm" or "bias".',
    'role of x',
  ),
];
