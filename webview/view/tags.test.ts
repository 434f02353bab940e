import { expect, test } from 'vitest';
import { groupTags } from './tags';

const TAGS = ['optimizer/lr', 'val/accuracy', 'train/loss', 'speed', 'val/loss', 'system/memory'];

test('groups come in a fixed order, each led by its loss, whichever tag came first', () => {
  const groups = [
    { name: 'train', tags: ['train/loss'] },
    { name: 'val', tags: ['val/loss', 'val/accuracy'] },
    { name: 'optimizer', tags: ['optimizer/lr'] },
    { name: '', tags: ['speed'] },
    { name: 'system', tags: ['system/memory'] },
  ];
  expect(groupTags(TAGS, '')).toEqual(groups);
  expect(groupTags([...TAGS].reverse(), '')).toEqual(groups);
});

test('every word of the filter must occur, in any case', () => {
  expect(groupTags(TAGS, ' LOSS  val')).toEqual([{ name: 'val', tags: ['val/loss'] }]);
  expect(groupTags(TAGS, 'none')).toEqual([]);
});
