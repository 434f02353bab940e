import { lineOf } from './edits';
import type { Finding, Lint } from './lint';
import { isMentioned } from './slot-edits';
import type { Subject } from './subject';

export const idleHyperparameter: Lint = {
  code: 'D5',
  why: 'A hyperparameter that has no way to the update can be tuned for days without any effect. Either a line does not use it that should (one library wrote `step ** lr` where `step ** r` was meant), or it can go.',
  wrong: `r: hyper(0, 2) = 1.0

def train(w, g, m, weight_sum, lr):
  weight_sum = weight_sum + step ** lr
  m = m + g / weight_sum
  return lr * m, m, weight_sum
`,
  right: `r: hyper(0, 2) = 1.0

def train(w, g, m, weight_sum, lr):
  weight_sum = weight_sum + step ** r
  m = m + g / weight_sum
  return lr * m, m, weight_sum
`,
  find: function* (subject) {
    const { program, live, source } = subject;
    for (const { name, declared, span } of program.hypers) {
      if (name === 'lr' || !declared || !span || live.reaches({ from: 'hyper', name })) continue;
      const mentioned = isMentioned(subject, name);
      if (mentioned && !isInProgram(subject, name)) continue;
      const finding: Finding = {
        span,
        message: `The hyperparameter \`${name}\` has no effect on the update; use it, or remove it.`,
        ...(mentioned
          ? {}
          : {
              fixes: [
                { title: `Remove ${name}`, edits: [{ span: lineOf(source, span), text: '' }] },
              ],
            }),
      };
      yield finding;
    }
  },
};

/** False for what only a branch uses that the flags leave out. */
function isInProgram({ program }: Subject, name: string): boolean {
  const bodies = [program.train, program.evalPoint, ...program.slots.map(({ initial }) => initial)];
  return bodies.some((body) =>
    body?.statements.some(({ args, guard }) =>
      [...args, guard].some((operand) => operand?.from === 'hyper' && operand.name === name),
    ),
  );
}
