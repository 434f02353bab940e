import type { AssignStatement, Definition, Expression } from '../../syntax/tree';
import {
  assignedNames,
  definitionIn,
  namesIn,
  pathAround,
  textOf,
  wholeLine,
  type Refactor,
} from './refactoring';

/**
 * Turns `g = g + wd * w` (an L2 penalty, which an adaptive divisor then distorts) into decay beside the update,
 * as AdamW has it: "Decoupled Weight Decay Regularization", Loshchilov and Hutter, 2019.
 */
export const decoupleDecay: Refactor = (analysis, selection) => {
  const path = pathAround(analysis, selection);
  const definition = definitionIn(path);
  const penalty = path.filter((node) => node.kind === 'assign').at(-1);
  if (definition?.name.name !== 'train' || !penalty) return null;
  const decay = decayIn(penalty);
  const last = definition.body.at(-1);
  const returns = definition.body.filter(({ kind }) => kind === 'return');
  if (!decay || last?.kind !== 'return' || returns.length !== 1) return null;
  if (!definition.body.includes(penalty) || changesLater(definition, decay)) return null;
  const update = first(last.values[0]);
  return {
    title: 'Decouple the weight decay',
    kind: 'rewrite',
    edits: [
      { span: wholeLine(analysis.source, penalty), text: '' },
      {
        span: { start: update.span.end, end: update.span.end },
        text: ` + lr * ${textOf(analysis, decay)}`,
      },
    ],
  };
};

const first = (value: Expression): Expression => (value.kind === 'tuple' ? value.items[0] : value);

/** The product `wd * w` in `g = g + wd * w`. */
function decayIn({ targets, values }: AssignStatement): Expression | null {
  const [value] = values;
  if (targets.length !== 1 || targets[0].name !== 'g' || value.kind !== 'binary') return null;
  if (value.operator !== '+') return null;
  const isG = (side: Expression): boolean => side.kind === 'name' && side.name === 'g';
  const product = isG(value.left) ? value.right : isG(value.right) ? value.left : null;
  if (product?.kind !== 'binary' || product.operator !== '*') return null;
  const isW = (side: Expression): boolean => side.kind === 'name' && side.name === 'w';
  return isW(product.left) || isW(product.right) ? product : null;
}

/** Whether the decay would mean something else at the end, or the learning rate is not at hand there. */
function changesLater(definition: Definition, decay: Expression): boolean {
  const assigned = new Set(assignedNames(definition));
  const needed = ['lr', ...namesIn(decay).map(({ name }) => name)];
  const takesLr = definition.parameters.some(({ name }) => name === 'lr');
  return !takesLr || needed.some((name) => assigned.has(name));
}
