import { describe, expect, it } from 'vitest';
import type { ScalarBlock } from '../protocol/frames';
import { StepGatherer } from './step-gatherer';

const block = (tag: number, first: number, points: readonly [number, number][]): ScalarBlock => ({
  kind: 'scalars',
  superseded: false,
  total: 0,
  subscription: 1,
  tag,
  first,
  historyComplete: false,
  steps: Float64Array.from(points, ([step]) => step),
  wallTimes: new Float64Array(points.length),
  values: Float32Array.from(points, ([, value]) => value),
});

describe('StepGatherer', () => {
  it('puts columns together by step and keeps the latest back', () => {
    const gatherer = new StepGatherer();
    gatherer.nameTags(['train/loss', 'val/loss']);
    gatherer.take(
      block(0, 0, [
        [10, 3],
        [20, 2],
      ]),
    );
    expect(gatherer.complete()).toEqual([[10, { 'train/loss': 3 }]]);
    gatherer.take(block(1, 0, [[20, 5]]));
    gatherer.take(block(0, 2, [[30, 1]]));
    expect(gatherer.complete()).toEqual([[20, { 'train/loss': 2, 'val/loss': 5 }]]);
    expect(gatherer.rest()).toEqual([[30, { 'train/loss': 1 }]]);
  });

  it('passes over points that it has seen', () => {
    const gatherer = new StepGatherer();
    gatherer.nameTags(['train/loss']);
    gatherer.take(
      block(0, 0, [
        [1, 3],
        [2, 2],
      ]),
    );
    gatherer.rest();
    gatherer.take(
      block(0, 0, [
        [1, 3],
        [2, 2],
        [3, 1],
      ]),
    );
    expect(gatherer.rest()).toEqual([[3, { 'train/loss': 1 }]]);
  });

  it('waits for the names of tags', () => {
    const gatherer = new StepGatherer();
    gatherer.take(block(0, 0, [[1, 3]]));
    expect(gatherer.rest()).toEqual([]);
    gatherer.addTags(['train/loss']);
    expect(gatherer.rest()).toEqual([[1, { 'train/loss': 3 }]]);
  });
});
