import type { Term } from '../analysis/linear';
import type { Expression } from '../syntax/tree';
import { decayOf, switchedOn } from './decay';
import { assignmentBefore, grouped, lastReturn, replace } from './edits';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

export const unscaledDecay: Lint = {
  code: 'A7',
  why: 'Each step multiplies the weights by 1 minus the decay. If that is not in proportion to `lr`, a schedule changes how strongly decay and gradient weigh against each other: late in training, when `lr` is small, decay wins. Multiply the decay by `lr`, once. (An update that contains all of `w` is none: it is the new weights, which the runtime would subtract from the old ones.)',
  wrong: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m) + wd * w, m
`,
  right: `wd: hyper(0, 1) = 0.01

def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * (sign(m) + wd * w), m
`,
  find: function* (subject) {
    const { place, entry, source } = subject;
    const decay = decayOf(subject);
    if (!decay) return;
    if (isAllOfThem(decay, subject)) {
      yield newWeights(subject);
      return;
    }
    const hypers = switchedOn(subject);
    const at = (lr: number): number => decay.at({ step: 1000, lr, hypers });
    const [one, two] = [at(1e-3), at(2e-3)];
    if (Number.isNaN(one) || Math.abs(one) < 1e-15) return;
    const degree = Math.log2(two / one);
    if (Math.abs(degree - 1) < 1e-3) return;
    const shown = Number(degree.toFixed(2));
    const factor = shown === 0 ? '1 − wd' : shown === 2 ? '1 − lr²·wd' : 'no power of lr';
    const update = lastReturn(entry)?.values[0];
    const term =
      shown === 0 && update?.kind === 'binary' && update.operator === '+'
        ? [update.left, update.right].find((side) =>
            /\bw\b/.test(source.slice(side.span.start, side.span.end)),
          )
        : undefined;
    yield {
      span: place,
      message:
        shown === 0
          ? `Weight decay is not multiplied by \`lr\`: each step scales the weights by ${factor}, whatever the schedule says.`
          : `Weight decay does not grow in proportion to \`lr\` (each step scales the weights by ${factor}); multiply it by \`lr\` once.`,
      ...(term
        ? {
            fixes: [
              {
                title: 'Multiply the decay by lr',
                edits: [
                  {
                    span: term.span,
                    text: `lr * ${term.kind === 'binary' && term.operator !== '*' ? grouped(source, term) : source.slice(term.span.start, term.span.end)}`,
                  },
                ],
              },
            ],
          }
        : {}),
    };
  },
};

/** Whether the update contains the weights as they are, whatever the hyperparameters: it shrinks with `lr` to `w`. */
function isAllOfThem(decay: Term, subject: Subject): boolean {
  const { hypers } = subject.program;
  const lows = new Map(hypers.map(({ name, low }) => [name, low]));
  const highs = new Map(hypers.map(({ name, high }) => [name, high]));
  return [switchedOn(subject), lows, highs].every(
    (values) => Math.abs(decay.at({ step: 1000, lr: 0, hypers: values }) - 1) < 1e-9,
  );
}

/** What is said of `return w - lr * …`, and of a name that has been given as much. */
function newWeights({ tree, entry, source, place }: Subject): Finding {
  const message =
    'This gives the new weights, and the runtime subtracts it from the old ones; return the change alone.';
  const returned = lastReturn(entry)?.values[0];
  if (!returned) return { span: place, message };
  const value =
    returned.kind === 'name'
      ? assignmentBefore(tree, returned.name, returned.span.start)?.values[0]
      : returned;
  // Of weights that the program has changed before, the rest would be lost.
  const isChanged = assignmentBefore(tree, 'w', returned.span.start) !== null;
  const change = value && !isChanged ? changeIn(value) : null;
  return {
    span: returned.span,
    message,
    ...(value && change
      ? { fixes: replace('Return the change', value.span, textOf(source, change)) }
      : {}),
  };
}

/** The `…` of `w - …`. */
const changeIn = (value: Expression): Expression | null =>
  value.kind === 'binary' &&
  value.operator === '-' &&
  value.left.kind === 'name' &&
  value.left.name === 'w'
    ? value.right
    : null;

function textOf(source: string, expression: Expression): string {
  const { start, end } = (expression.kind === 'group' ? expression.inner : expression).span;
  return source.slice(start, end);
}
