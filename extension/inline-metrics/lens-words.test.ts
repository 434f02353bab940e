import { describe, expect, it } from 'vitest';
import { sampleRun } from '../runs/sample';
import { lensWords } from './lens-words';
import { Speed } from './speed';

describe('what the lens says of a run', () => {
  const extremes = { 'train/loss': [0.19, 2.1], 'val/accuracy': [0.4, 0.981] } as const;

  it('is its loss, its speed and its best value', () => {
    const shown = { run: sampleRun({ extremes }), others: 0 };
    expect(lensWords(shown, 1234.5)).toBe('loss 0.2134 · 1.23 k steps/s · best val/accuracy 0.981');
    expect(lensWords(shown, null)).toBe('loss 0.2134 · best val/accuracy 0.981');
  });

  it('is the lowest loss before the metric has a value, and the lowest of an error', () => {
    const losses = { 'train/loss': [0.19, 2.1] } as const;
    expect(lensWords({ run: sampleRun({ extremes: losses }), others: 0 }, null)).toBe(
      'loss 0.2134 · lowest loss 0.19',
    );
    const run = sampleRun({ extremes });
    const resolved = {
      ...run.resolved!,
      metric: { tag: 'val/accuracy', better: 'lower' as const },
    };
    expect(lensWords({ run: { ...run, resolved }, others: 0 }, null)).toContain(
      'best val/accuracy 0.4',
    );
  });

  it('names the state where that says more, and the others that go on', () => {
    const words = (change: Parameters<typeof sampleRun>[0], others = 0): string | null =>
      lensWords({ run: sampleRun(change), others }, 50);
    expect(words({ status: 'paused' })).toBe('paused · loss 0.2134');
    expect(words({ status: 'completed' })).toBe('completed · loss 0.2134');
    expect(words({ status: 'diverged', metrics: { 'train/loss': 'NaN' } })).toBe(
      'diverged · loss NaN',
    );
    expect(words({}, 2)).toBe('loss 0.2134 · 50 steps/s · newest of 3 runs');
  });

  it('is nothing before the first loss', () => {
    expect(lensWords({ run: sampleRun({ metrics: {}, resolved: null }), others: 1 }, null)).toBe(
      null,
    );
  });
});

describe('the speed of a run', () => {
  it('is that of its last seconds', () => {
    const speed = new Speed();
    expect(speed.perSecond).toBeNull();
    for (let at = 0; at <= 10_000; at += 100) speed.note(at / 10, at);
    expect(speed.perSecond).toBeCloseTo(100);
    for (let at = 10_100; at <= 20_000; at += 100) speed.note(1000 + (at - 10_000) / 100, at);
    expect(speed.perSecond).toBeCloseTo(10);
  });

  it('is not known at once, nor from before a pause or a new beginning', () => {
    const speed = new Speed();
    speed.note(10, 0);
    speed.note(20, 100);
    expect(speed.perSecond).toBeNull();
    speed.note(110, 1000);
    expect(speed.perSecond).toBeCloseTo(100);
    speed.note(50, 1100);
    expect(speed.perSecond).toBeNull();
    speed.note(60, 2100);
    expect(speed.perSecond).toBeCloseTo(10);
    speed.forget();
    expect(speed.perSecond).toBeNull();
  });

  it('counts the time of a long step', () => {
    const speed = new Speed();
    speed.note(1, 0);
    speed.note(1, 5000);
    speed.note(2, 10_000);
    expect(speed.perSecond).toBeCloseTo(0.1);
  });
});
