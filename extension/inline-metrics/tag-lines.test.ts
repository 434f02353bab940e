import { describe, expect, it } from 'vitest';
import { sampleRun } from '../runs/sample';
import { foundTags, tagLines } from './tag-lines';

const newest = sampleRun({
  id: 'b',
  metrics: { loss: 0.25, lr: 0.1 },
  extremes: { loss: [0.2, 2] },
});
const older = sampleRun({ id: 'a', status: 'completed', metrics: { loss: 1, accuracy: 'NaN' } });

describe('the tags of a program', () => {
  it('are those that some run has, of the newest one', () => {
    const tags = ['loss', 'accuracy', 'toString'].map((tag, line) => ({ tag, line }));
    expect(foundTags(tags, [newest, older]).map(({ tag, run }) => [tag, run.id])).toEqual([
      ['loss', 'b'],
      ['accuracy', 'a'],
    ]);
    expect(foundTags(tags, [])).toEqual([]);
  });

  it('stand on their lines with curve and last value', () => {
    const found = [
      { tag: 'loss', line: 3, run: newest },
      { tag: 'accuracy', line: 5, run: older },
    ];
    const lines = tagLines(found, ({ tag }) => (tag === 'loss' ? [2, 1, 0.125] : null));
    expect(lines).toMatchObject([
      { line: 3, text: '█▄▁ 0.125', faded: false, run: { run: 'b' } },
      { line: 5, text: ' NaN', faded: true, run: { run: 'a' } },
    ]);
    expect(lines[0]!.about).toBe(
      '**loss** 0\\.25, lowest 0\\.2, highest 2: lion on spirals, step 1,240/2,000\\.',
    );
  });

  it('are named where a line logs several, and never fade while something logs them', () => {
    const found = [
      { tag: 'loss', line: 0, run: newest },
      { tag: 'accuracy', line: 0, run: older },
    ];
    expect(tagLines(found, () => [1])).toMatchObject([
      { text: 'loss ▁ 1   accuracy ▁ 1', faded: false },
    ]);
    const foreign = { ...older, status: 'logged' as const };
    expect(tagLines([{ tag: 'loss', line: 0, run: foreign }], () => [1])[0]!.faded).toBe(false);
  });
});
