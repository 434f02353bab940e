import { expect, test } from 'vitest';
import { axisUnit, formatTick, formatX, increments } from './x-format';

test('ticks say their unit, steps do at the end of the axis', () => {
  expect(formatTick('step', 12000, 1000)).toBe('12,000');
  expect(axisUnit('step')).toBe('steps');
  expect(formatTick('relative', 120, 60)).toBe('2 min');
  expect(formatTick('relative', 15, 5)).toBe('15 s');
  expect(formatTick('relative', 5400, 3600)).toBe('1.5 h');
  expect(axisUnit('relative')).toBe('');
});

test('the readout says where the crosshair stands', () => {
  expect(formatX('step', 1240)).toBe('step 1,240');
  expect(formatX('relative', 192)).toBe('3 min 12 s');
});

test('steps are never divided', () => {
  expect(increments('step').every(Number.isInteger)).toBe(true);
  expect(increments('relative')).toContain(900);
});
