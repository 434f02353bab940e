import type { Operand, Statement } from '../ir/program';
import type { Lint } from './lint';
import type { Subject } from './subject';

const FIRST_STEPS = 64;

export const earlyCorrection: Lint = {
  code: 'I4',
  why: 'A bias correction such as `1 - beta ** step` is above 0 from the first step on. One whose exponent starts at 0 or below divides by 0 or by a negative number for the first steps: the default settings of one library gave NaN at step 9 that way.',
  wrong: `beta: hyper(0.5, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  correction = 1 - beta ** (step - 10)
  return lr * g / (sqrt(v / correction) + 1e-8), v
`,
  right: `beta: hyper(0.5, 0.9999, log1m) = 0.999

def train(w, g, v, lr):
  v = interp(square(g), v, beta)
  correction = 1 - beta ** step
  return lr * g / (sqrt(v / correction) + 1e-8), v
`,
  find: function* (subject) {
    const { statements, scalars, graph, source } = subject;
    for (const statement of statements) {
      const [, below] = statement.args;
      if (statement.fn !== 'divide' || !isCorrection(subject, below)) continue;
      for (let step = 1; step <= FIRST_STEPS; step++) {
        const value = scalars.at(below, { step });
        if (!(value <= 0) || !isTaken(subject, statement, step)) continue;
        const span = graph.maker(below)?.span ?? statement.span;
        yield {
          span,
          message: `The correction \`${source.slice(span.start, span.end)}\` is ${Number(value.toPrecision(3))} at step ${step}; it must be above 0 from the first step on.`,
        };
        break;
      }
    }
  },
};

/** 1 − beta ** (something of the step). */
function isCorrection({ graph, isOfStep }: Subject, operand: Operand): boolean {
  const maker = graph.maker(operand);
  if (maker?.fn !== 'subtract') return false;
  const power = graph.maker(maker.args[1]);
  const one = maker.args[0].from === 'literal' && maker.args[0].value === 1;
  return one && power?.fn === 'power' && isOfStep(power.args[1]);
}

/** False where an `if` or a `where` leaves the quotient out at that step. */
function isTaken({ graph, scalars }: Subject, statement: Statement, step: number): boolean {
  const { guard, id } = statement;
  if (guard && scalars.at(guard, { step }) === 0) return false;
  const users = graph.users({ from: 'statement', id });
  return !(
    users.length > 0 &&
    users.every(({ fn, args: [condition, yes] }) => {
      const chosen = fn === 'where' || fn === 'choose';
      const holds = chosen ? scalars.at(condition, { step }) : NaN;
      const isYes = yes?.from === 'statement' && yes.id === id;
      return chosen && holds === (isYes ? 0 : 1);
    })
  );
}
