import { findFunction } from '../functions';
import type { Operand } from '../ir/program';
import { operandKey } from '../ir/structure';
import type { Lint } from './lint';
import type { Subject } from './subject';

export const mixedNorms: Lint = {
  code: 'T5',
  why: '`norm` is taken over one tensor, `global_norm` over all parameters. A ratio of the two depends on how large a part of the model the tensor is, which is seldom meant: decide whether the trust ratio is for each tensor or for the model.',
  wrong: `def train(w, g, lr):
  trust = norm(w) / (global_norm(g) + 1e-8)
  return lr * trust * g
`,
  right: `def train(w, g, lr):
  trust = norm(w) / (norm(g) + 1e-8)
  return lr * trust * g
`,
  find: function* (subject) {
    for (const { fn, args, span, type } of subject.statements) {
      if (fn !== 'divide' || type.extent === 'elem') continue;
      const [above, below] = args.map((arg) => reductionsIn(subject, arg));
      const mixed =
        (isOnly(above, 'tensor') && isOnly(below, 'model')) ||
        (isOnly(above, 'model') && isOnly(below, 'tensor'));
      if (mixed)
        yield {
          span,
          message:
            'This ratio mixes a measure of one tensor with one of all parameters; take both per tensor or both over the model.',
        };
    }
  },
};

const isOnly = (kinds: ReadonlySet<string>, kind: string): boolean =>
  kinds.size === 1 && kinds.has(kind);

/** The reductions that a number of model or tensor extent is made of, not looking inside of them. */
function reductionsIn({ graph }: Subject, from: Operand): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (operand: Operand): void => {
    const key = operandKey(operand);
    if (seen.has(key)) return;
    seen.add(key);
    const maker = graph.maker(operand);
    const meaning = maker && findFunction(maker.fn)?.meaning.per;
    if (!maker || !meaning) return;
    if (meaning === 'tensor' || meaning === 'model') found.add(meaning);
    else if (maker.type.extent === 'model' || maker.type.extent === 'tensor')
      maker.args.forEach(visit);
  };
  visit(from);
  return found;
}
