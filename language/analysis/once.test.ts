import { expect, test } from 'vitest';
import { oncePer } from './once';

test('an answer is worked out once for each object, and no copy or comparison sees it', () => {
  let asked = 0;
  const [lengthOf, doubled] = [
    oncePer(({ text }: { text: string }) => (asked++, text.length)),
    oncePer(({ text }: { text: string }) => text + text),
  ];
  const word = { text: 'abc' };
  expect([lengthOf(word), lengthOf(word), doubled(word), asked]).toEqual([3, 3, 'abcabc', 1]);
  expect(Reflect.ownKeys({ ...word })).toEqual(['text']);
  expect(structuredClone(word)).toStrictEqual({ text: 'abc' });
  expect(lengthOf({ ...word, text: 'ab' })).toBe(2);
});
