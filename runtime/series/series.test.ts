import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, ScalarBlock } from '../protocol/frames';
import { BLOCK_POINTS, SeriesReader } from './reader';
import { RunSeries } from './series';

function append(series: RunSeries, tag: string, ...values: number[]): void {
  const index = series.tagIndex(tag);
  for (const value of values) series.scalar(index, series.columns[index]!.length, 0, value);
  series.changed();
}

/** All that there is to read, block by block. */
function drain(reader: SeriesReader): ScalarBlock[] {
  const all: ScalarBlock[] = [];
  for (let blocks = reader.next(); blocks.length > 0; blocks = reader.next())
    all.push(...wholeBlocks(blocks).map((block) => ({ ...block, values: block.values.slice() })));
  return all;
}

const wholeBlocks = (blocks: readonly Block[]): ScalarBlock[] =>
  blocks.filter((block) => block.kind === 'scalars');

/** What a client holds that does as it is told. */
function received(blocks: readonly ScalarBlock[], tag: number): number[] {
  const values: number[] = [];
  for (const block of blocks.filter((each) => each.tag === tag)) {
    if (block.superseded) values.length = block.first;
    expect(block.first).toBe(values.length);
    values.push(...block.values);
  }
  return values;
}

describe('RunSeries', () => {
  it('keeps every point of each tag in order, however it grows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.array(fc.float())), { maxLength: 60 }),
        (appends) => {
          const series = new RunSeries();
          const expected = new Map<string, number[]>();
          for (const [tag, values] of appends) {
            append(series, tag, ...values);
            expected.set(tag, [...(expected.get(tag) ?? []), ...values]);
          }
          for (const [tag, values] of expected)
            expect([...series.columns[series.tagIndex(tag)]!.points.values]).toEqual(values);
          expect(series.points).toBe([...expected.values()].flat().length);
        },
      ),
      { seed: 1 },
    );
  });

  it('a session that starts again takes away what was logged at its step or later, in every tag', () => {
    const series = new RunSeries();
    append(series, 'a', 0, 1, 2, 3, 4);
    append(series, 'b', 0, 1);
    series.sessionStart(3);
    expect([...series.columns[0]!.points.values]).toEqual([0, 1, 2]);
    expect([...series.columns[1]!.points.values]).toEqual([0, 1]);
  });

  it('tells listeners of every change until they have heard enough', () => {
    const series = new RunSeries();
    let heard = 0;
    const stop = series.listen({ changed: () => heard++, superseded: () => heard++ });
    append(series, 'a', 1);
    append(series, 'a', 2);
    stop();
    append(series, 'a', 3);
    expect(heard).toBe(2);
    expect(series.hasListeners).toBe(false);
  });
});

describe('SeriesReader', () => {
  it('gives every point that holds once, in order, whenever it is asked, also where a run began again', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ tag: fc.constantFrom('a', 'b'), values: fc.array(fc.float()) }),
            fc.nat({ max: 30 }),
            fc.constant('read' as const),
          ),
          { maxLength: 50 },
        ),
        (actions) => {
          const series = new RunSeries();
          const reader = new SeriesReader(series, 4);
          const blocks: ScalarBlock[] = [];
          const expected: Record<string, number[]> = { a: [], b: [] };
          for (const action of actions) {
            if (action === 'read') blocks.push(...drain(reader));
            else if (typeof action === 'number') {
              series.sessionStart(action);
              for (const values of Object.values(expected)) values.splice(action);
            } else {
              append(series, action.tag, ...action.values);
              expected[action.tag]!.push(...action.values);
            }
          }
          blocks.push(...drain(reader));
          for (const [tag, values] of Object.entries(expected))
            expect(received(blocks, series.tagIndex(tag))).toEqual(values);
          expect(blocks.filter((block) => block.historyComplete)).toHaveLength(1);
          expect(blocks.every((block) => block.subscription === 4)).toBe(true);
        },
      ),
      { seed: 2 },
    );
  });

  it('says with which block the history is complete: none before is live, none after is history', () => {
    const series = new RunSeries();
    append(series, 'a', ...new Array<number>(BLOCK_POINTS + 10).fill(1));
    append(series, 'b', 2, 2);
    const reader = new SeriesReader(series, 0);
    append(series, 'b', 3);
    const blocks = drain(reader);
    expect(blocks.map((block) => [block.tag, block.steps.length, block.historyComplete])).toEqual([
      [0, BLOCK_POINTS, false],
      [0, 10, false],
      [1, 3, true],
    ]);
    append(series, 'a', 4);
    expect(drain(reader)).toMatchObject([
      { tag: 0, first: BLOCK_POINTS + 10, historyComplete: false },
    ]);
  });

  it('counts what is still being read as history', () => {
    const series = new RunSeries();
    series.complete = false;
    const reader = new SeriesReader(series, 0);
    expect(drain(reader)).toEqual([]);
    append(series, 'a', 1);
    expect(drain(reader)).toMatchObject([{ historyComplete: false }]);
    series.complete = true;
    expect(drain(reader)).toMatchObject([{ first: 1, historyComplete: true }]);
  });

  it('says of an empty history with an empty block that it is complete', () => {
    const reader = new SeriesReader(new RunSeries(), 0);
    expect(drain(reader)).toMatchObject([{ first: 0, historyComplete: true }]);
    expect(drain(reader)).toEqual([]);
  });
});
