import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareSpec, type Run } from '../protocol/runs';
import { jsonMetrics, shortestFloat32 } from './json';
import { painter } from './paint';
import { progressLine } from './progress';
import { resultTable } from './result-table';
import { tableLines } from './table';

const plain = painter(false);
const marked = (style: string, text: string): string => (style === 'bold' ? `*${text}*` : text);

const RUN: Run = {
  format: 1,
  id: 'a',
  store: '/runs',
  comparison: null,
  spec: {
    ...bareSpec('lion', 'spirals'),
    steps: 2000,
  },
  resolved: null,
  status: 'running',
  step: 1000,
  createdAt: 0,
  startedAt: 0,
  endedAt: null,
  metrics: { 'train/loss': 0.21345 },
  reason: null,
  warnings: [],
  actions: [],
  gitCommit: null,
  supervisor: 1,
};

describe('shortestFloat32', () => {
  it('gives a decimal that rounds to the same float32, and never a longer one', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const short = shortestFloat32(value);
        expect(Math.fround(short)).toBe(value);
        expect(String(short).length).toBeLessThanOrEqual(String(value).length);
      }),
      { seed: 3 },
    );
  });

  it('undoes the rounding of a short decimal', () => {
    for (const value of [0.1, 2.3026, 1e-7, 123.456]) {
      expect(shortestFloat32(Math.fround(value))).toBe(value);
    }
  });
});

describe('jsonMetrics', () => {
  it('writes non-finite numbers as strings, wherever they come from', () => {
    expect(
      jsonMetrics({ a: NaN, b: Infinity, c: -Infinity, d: 'NaN', e: Math.fround(0.1) }),
    ).toEqual({
      a: 'NaN',
      b: 'Infinity',
      c: '-Infinity',
      d: 'NaN',
      e: 0.1,
    });
  });
});

describe('tableLines', () => {
  it('aligns numbers on the decimal point', () => {
    const rows = ['0.2135', '12.5', '3', '1.2e-4'].map((text) => [{ text, numeric: true }]);
    expect(tableLines(['x'], rows, plain)).toEqual(['      x', ' 0.2135', '12.5', ' 3', ' 1.2e-4']);
  });
});

describe('progressLine', () => {
  it('shows bar, step, loss, rate and time left', () => {
    const line = progressLine({ run: RUN, label: 'lion', rate: 500 }, 6, 2000, plain);
    expect(line).toBe('lion    ━━━━━━──────  1,000/2,000  loss 0.2135  500 steps/s  2 s left');
  });

  it('says how a run ended', () => {
    const ended = { ...RUN, status: 'diverged', endedAt: 3000 } as const;
    expect(progressLine({ run: ended, label: 'lion', rate: null }, 4, 9000, plain)).toContain(
      'diverged after 3 s',
    );
  });
});

describe('resultTable', () => {
  const run = (name: string, accuracy: number | string): Run => ({
    ...RUN,
    spec: { ...RUN.spec, program: { ...RUN.spec.program, name } },
    status: 'completed',
    endedAt: 4000,
    metrics: { 'train/loss': 0.5, 'val/accuracy': accuracy },
  });

  it('has the best in bold, and NaN never is', () => {
    const runs = [run('lion', 0.9), run('adamw', 0.95), run('sgd', 'NaN')];
    const lines = resultTable(runs, ({ spec }) => spec.program.name, marked);
    expect(lines[2]).toMatch(/adamw.*\*\s*0\.95\s*\*/);
    expect(lines[1]).not.toMatch(/\*\s*0\.9\s*\*/);
    expect(lines[3]).toContain('NaN');
  });

  it('has nothing in bold where there is no choice', () => {
    expect(resultTable([run('lion', 0.9)], () => 'lion', marked).join('')).not.toContain('*');
  });
});
