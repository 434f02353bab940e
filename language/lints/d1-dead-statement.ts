import { assignmentAt, removeStatement } from './edits';
import type { Lint } from './lint';

export const deadStatement: Lint = {
  code: 'D1',
  why: 'What a statement works out is used nowhere: a factor that was meant to scale the update is computed and left lying, and the optimizer runs as if it were not there. Several published implementations have carried such a line for years. Use the value, or remove the line.',
  wrong: `def train(w, g, m, g_prev, lr):
  m = interp(g, m, 0.9)
  friction = sigmoid(abs(g_prev - g))
  update = lr * m
  return update, m, g_prev
`,
  right: `def train(w, g, m, g_prev, lr):
  m = interp(g, m, 0.9)
  friction = tanh(cosine_sim(g_prev, g))
  g_prev = g
  update = lr * friction * m
  return update, m, g_prev
`,
  find: null,
  fix: (subject, { span }) => {
    const statement = assignmentAt(subject.tree, span);
    return statement ? removeStatement(subject, 'Remove this statement', statement) : undefined;
  },
};
