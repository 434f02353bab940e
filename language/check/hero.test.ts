import { expect, test } from 'vitest';
import { analyze } from '../analyze';
import { print } from '../ir/print';

const BODY = `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  update = m / sqrt(m * m) * dot(w, g)
  return lr * update * cosine_sim(w, g), m
`;

const IN_HERO = `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  update = m / (sqrt(m * m) + 1e-8) * global_dot(w, g)
  return lr * update * (global_dot(w, g) / (global_norm(w) * global_norm(g))), m
`;

const printed = (source: string): string => print(analyze(source).program!);

test('a pasted program of the search space divides by y + 1e-8 and compares over all parameters', () => {
  expect(printed(`# dialect: hero\n${BODY}`)).toBe(printed(IN_HERO));
});

test('the dialect is asked for on the first line, and nowhere else', () => {
  expect(printed(`\n# dialect: hero\n${BODY}`)).toBe(printed(BODY));
  expect(printed(BODY)).not.toBe(printed(IN_HERO));
});
