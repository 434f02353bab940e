import { isInput, isNumber, type Graph } from '../analysis/graph';
import { isPlain, showUnit } from '../analysis/unit';
import type { Mismatch } from '../analysis/units';
import type { Operand } from '../ir/program';
import type { Lint } from './lint';
import type { Subject } from './subject';

export const mixedUnits: Lint = {
  code: 'U1',
  why: 'A gradient has a unit: scale the loss by a thousand, and it grows by a thousand. Only what grows alike can be added, compared or mixed, and functions such as `exp` take plain numbers. Where units do not fit, a factor or a root is mostly missing: `1 - beta * square(g)` was written for `(1 - beta) * square(g)`, and the rule took steps a thousandth as long at first. Divide by something of the same unit, or give the program a hyperparameter for the scale.',
  wrong: `beta: hyper(0.5, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = beta * v + (1 - beta * square(g))
  return lr * g / (sqrt(v) + 1e-8), v
`,
  right: `beta: hyper(0.5, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = beta * v + (1 - beta) * square(g)
  return lr * g / (sqrt(debias(v, beta)) + 1e-8), v
`,
  find: function* (subject) {
    for (const mismatch of subject.units.mismatches) {
      const { statement, argument } = mismatch;
      const operand = statement.args[argument];
      if (statement.args.some((each) => isDecayByNumber(each, subject.graph))) continue;
      const maker = subject.graph.maker(operand);
      yield {
        span: statement.span,
        message: sentence(subject, mismatch),
        ...(maker && maker.span.start !== statement.span.start
          ? {
              related: [
                { span: maker.span, message: `This has the unit ${named(mismatch.found)}.` },
              ],
            }
          : {}),
      };
    }
  },
};

/**
 * `0.1 * w`, also times `lr`: weight decay with its number in place of a hyperparameter, which would have the unit for
 * it. Beside a direction of no unit that is how most people write it first, and no mistake of scale.
 */
function isDecayByNumber(operand: Operand, graph: Graph): boolean {
  const maker = graph.maker(operand);
  if (maker?.fn !== 'multiply') return false;
  const inner = graph.maker(maker.args[0]);
  const factors = inner?.fn === 'multiply' ? [...inner.args, maker.args[1]] : maker.args;
  const others = factors.filter((factor) => !isInput(factor, 'w'));
  return (
    others.length === factors.length - 1 &&
    others.some(isNumber) &&
    others.every((factor) => isNumber(factor) || isInput(factor, 'lr'))
  );
}

const named = (unit: Mismatch['found']): string =>
  isPlain(unit) ? 'of a plain number' : showUnit(unit);

function sentence(subject: Subject, { statement, argument, found, wanted }: Mismatch): string {
  const text = `\`${subject.text(statement.args[argument])}\``;
  if (isPlain(wanted)) {
    const whole = subject.source.slice(statement.span.start, statement.span.end);
    return `${text} has the unit ${showUnit(found)}, where \`${whole}\` needs a plain number: what comes out depends on the scale of the ${found.has('g') ? 'loss' : 'weights'}.`;
  }
  if (isPlain(found))
    return `${text} is a plain number beside something of the unit ${showUnit(wanted)}: how much it counts depends on the scale of the ${wanted.has('g') ? 'loss' : 'weights'}.`;
  return `${text} has the unit ${showUnit(found)} and meets ${showUnit(wanted)}; a factor or a root seems to be missing.`;
}
