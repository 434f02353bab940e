import { expect, it } from 'vitest';
import type { Finding } from './rule';
import { alertOf } from './words';

const FINDINGS: readonly Finding[] = [
  { kind: 'not-finite', tag: 'train/loss', value: NaN, parameter: null },
  { kind: 'not-finite', tag: 'optimizer/grad_norm', value: Infinity, parameter: 'dense1.weight' },
  {
    kind: 'not-finite',
    tag: 'train/loss',
    value: NaN,
    parameter: null,
    origin: {
      step: 7,
      name: 'v',
      source: 'written',
      range: { start: { line: 13, character: 6 }, end: { line: 13, character: 9 } },
      parameter: 'dense1.weight',
    },
  },
  {
    kind: 'not-finite',
    tag: null,
    origin: { step: 7, name: 'v', source: 'written', range: null, parameter: null },
  },
  { kind: 'divergence', tag: 'train/loss', value: 9, from: 0.3 },
  { kind: 'plateau', tag: 'train/loss', value: 2.3, since: 1, stuck: true },
  { kind: 'plateau', tag: 'train/loss', value: 0.31, since: 400, stuck: false },
  { kind: 'dead-units', layer: 'conv1', share: 0.9375 },
  { kind: 'exploding-gradients', value: 340, usual: 0.68, parameter: 'dense1.weight' },
  { kind: 'vanishing-gradients', parameter: 'dense1.weight', ratio: 1e-9 },
  { kind: 'vanishing-gradients', parameter: null, ratio: 1e-9 },
  { kind: 'update-ratio', ratio: 0.6, side: 'high' },
  { kind: 'update-ratio', ratio: 1e-9, side: 'low' },
];

it('says in one sentence what was seen, at which step, and what to try', () => {
  for (const finding of FINDINGS) {
    const { message, title } = alertOf(finding, 1240);
    expect(message).toMatch(/^\S.* step 1,240.*: (?:lower|raise|clip|change|use) .*[^.]\.$/);
    expect(message.match(/\. /)).toBeNull();
    expect(title).toMatch(/^[A-Z]/);
  }
});
