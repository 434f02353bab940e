import { expect, it } from 'vitest';
import type { TunableInfo } from '../../runtime/protocol/messages';
import { DEFAULT_SWEEP, declaredText, overWords, sweepRequest, wholeIn } from './sweep-plan';

const lr: TunableInfo = {
  name: 'lr',
  written: 'lr',
  default: 1e-4,
  range: { low: 1e-6, high: 0.1, scale: 'log' },
  declared: true,
  values: null,
  doc: null,
};
const nesterov: TunableInfo = {
  name: 'nesterov',
  written: 'nesterov',
  default: false,
  range: null,
  declared: true,
  values: [true, false],
  doc: null,
};

it('says what a program declares, for reading and for changing', () => {
  expect(overWords(lr)).toBe('1e-6 to 0.1, log scale');
  expect(declaredText(lr)).toBe('1e-6..0.1');
  expect(overWords(nesterov)).toBe('True, False');
  expect(declaredText(nesterov)).toBe('True,False');
});

it('asks for declared ranges by name alone, and for others as they were written', () => {
  expect(sweepRequest([lr, nesterov], DEFAULT_SWEEP)).toEqual({
    vary: ['lr', 'nesterov'],
    method: 'quasi-random',
    runs: 16,
    seed: 0,
  });
  const choices = { ...DEFAULT_SWEEP, over: { lr: '1e-3..1e-2', wd: '0,1' }, seed: 7 };
  expect(sweepRequest([lr], choices)).toMatchObject({ vary: ['lr=1e-3..1e-2'], seed: 7 });
});

it('takes whole numbers within bounds only', () => {
  expect(['1', ' 12 ', '0', '13', '1.5', '', 'x'].map((text) => wholeIn(text, 1, 12))).toEqual([
    1,
    12,
    ...[null, null, null, null, null],
  ]);
});
