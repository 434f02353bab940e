import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Block } from '../protocol/frames';
import { WHOLE_POINTS } from './pixels';
import { SeriesReader } from './reader';
import { RunSeries } from './series';

/** What a panel holds of a tag: indices and values. */
class Panel {
  indices: number[] = [];
  values: number[] = [];
  coarse = false;
  received = 0;

  take(blocks: readonly Block[]): void {
    for (const block of blocks) {
      if (block.kind === 'view' || block.kind === 'mean') throw new Error('nobody has asked');
      this.received += block.steps.length;
      if (block.kind === 'coarse') {
        expect(this.coarse || block.first === 0).toBe(true);
        this.cut(block.first);
        this.indices.push(...block.indices);
      } else {
        if (block.superseded) this.cut(block.first);
        expect(block.first).toBe(this.indices.length);
        this.indices.push(...Array.from(block.steps, (_, i) => block.first + i));
      }
      this.coarse = block.kind === 'coarse';
      this.values.push(...block.values);
      expect(block.steps.length).toBe(block.values.length);
    }
  }

  private cut(first: number): void {
    const at = this.indices.findIndex((index) => index >= first);
    if (at < 0) return;
    this.indices.length = this.values.length = at;
  }
}

function read(reader: SeriesReader, panel: Panel): void {
  for (let blocks = reader.next(); blocks.length > 0; blocks = reader.next()) panel.take(blocks);
}

it('a long series that grows, and begins again, is held in few points that are true and hold all extremes', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: 1, max: 40_000 }) },
          { weight: 1, arbitrary: fc.constantFrom('restart' as const, 'nan' as const) },
        ),
        { minLength: 1, maxLength: 12 },
      ),
      fc.infiniteStream(fc.integer({ min: -1e6, max: 1e6 })),
      (actions, random) => {
        const series = new RunSeries();
        const tag = series.tagIndex('a');
        const reader = new SeriesReader(series, 1, true);
        const panel = new Panel();
        for (const action of actions) {
          const { length } = series.columns[tag]!;
          if (action === 'restart') series.sessionStart(Math.floor(length * 0.7));
          else if (action === 'nan') series.scalar(tag, length, 0, NaN);
          else {
            const phase = random.next().value;
            for (let i = 0; i < action; i++)
              series.scalar(tag, length + i, 0, Math.fround(Math.sin(i * phase)));
          }
          read(reader, panel);
        }
        const { values, steps } = series.columns[tag]!.points;
        if (values.length <= WHOLE_POINTS) expect(panel.values).toEqual([...values]);
        else expect(panel.indices.length).toBeLessThan(2048 * 5);
        panel.indices.forEach((index, i) => {
          expect(panel.values[i]).toBe(values[index]);
          if (i > 0) expect(index).toBeGreaterThan(panel.indices[i - 1]!);
        });
        const finite = (list: Iterable<number>) => [...list].filter(Number.isFinite);
        const lowest = (list: Iterable<number>) => finite(list).reduce((a, b) => Math.min(a, b), 9);
        expect(lowest(panel.values)).toBe(lowest(values));
        expect(panel.values.some(Number.isNaN)).toBe([...values].some(Number.isNaN));
        if (steps.length > 0) expect(panel.indices.at(-1)).toBe(steps.length - 1);
      },
    ),
    { seed: 1, numRuns: 8 },
  );
});

it('a live point costs a long series a bucket, not a copy', () => {
  const series = new RunSeries();
  const tag = series.tagIndex('a');
  const reader = new SeriesReader(series, 1, true);
  const panel = new Panel();
  for (let i = 0; i < 100_000; i++) series.scalar(tag, i, 0, i);
  read(reader, panel);
  const before = panel.received;
  for (let i = 0; i < 100; i++) {
    series.scalar(tag, 100_000 + i, 0, i);
    read(reader, panel);
  }
  expect(panel.received - before).toBeLessThan(500);
});
