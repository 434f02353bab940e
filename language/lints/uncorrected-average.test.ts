import { expect, test } from 'vitest';
import { analyze } from '../analyze';

const HEAD = `beta1: hyper(0.5, 0.99, log1m) = 0.9
beta2: hyper(0.9, 0.9999, log1m) = 0.999
eps: hyper(1e-12, 1e-3, log) = 1e-8

def train(w, g, m, v, lr):
  m = interp(g, m, beta1)
  v = interp(square(g), v, beta2)
`;

const codes = (body: string): string[] =>
  analyze(`${HEAD}${body.trim().replace(/^ */gm, '  ')}, m, v\n`).diagnostics.map(
    ({ code }) => code,
  );

test.each([
  [
    'in front of the quotient',
    'return lr * sqrt(1 - beta2 ** step) / (1 - beta1 ** step) * m / (sqrt(v) + eps)',
  ],
  [
    'in a size of the step',
    `size = lr * sqrt(1 - beta2 ** step) / (1 - beta1 ** step)
     return size * m / (sqrt(v) + eps)`,
  ],
  [
    'behind the quotient',
    `u = m / (sqrt(v) + eps) * sqrt(1 - beta2 ** step)
     return -lr * -u / (1 - beta1 ** step)`,
  ],
  [
    'as a divisor',
    `u = m / (sqrt(v) + eps)
     return lr * u / ((1 - beta1 ** step) / sqrt(1 - beta2 ** step))`,
  ],
])('a correction may stand %s', (_, body) => {
  expect(codes(body)).not.toContain('H3');
});

test.each([
  ['without its root', 'return lr * (1 - beta2 ** step) * debias(m, beta1) / (sqrt(v) + eps)'],
  [
    'of the other average',
    'return lr * sqrt(1 - beta1 ** step) * debias(m, beta1) / (sqrt(v) + eps)',
  ],
  [
    'the wrong way round',
    'return lr / sqrt(1 - beta2 ** step) * debias(m, beta1) / (sqrt(v) + eps)',
  ],
])('a correction %s is none', (_, body) => {
  expect(codes(body)).toContain('H3');
});
