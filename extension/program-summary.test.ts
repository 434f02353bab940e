import { expect, it } from 'vitest';
import { programSummary } from './program-summary';

it.each([
  [
    '"""AdamW: Adam with decoupled weight decay."""\nlr = 1\n',
    'AdamW: Adam with decoupled weight decay.',
  ],
  ['# a comment\r\n\r\n"""Lion, at 0.9\nand 0.99. More."""', 'Lion, at 0.9 and 0.99.'],
  ['"""No full stop"""', 'No full stop'],
  ['def train(w, g):\n  """of train"""', ''],
])('is the first sentence of the documentation', (text, summary) =>
  expect(programSummary(text)).toBe(summary),
);
