import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { News } from './news';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function listenedTo() {
  const frames: (() => void)[] = [];
  const news = new News((callback) => frames.push(callback));
  let told = 0;
  news.subscribe(() => told++);
  const frame = (): number => {
    for (const callback of frames.splice(0)) callback();
    return told;
  };
  return { news, frame };
}

test('all that changed in a frame is told at once', () => {
  const { news, frame } = listenedTo();
  news.tell();
  news.tell();
  expect(frame()).toBe(1);
  expect(frame()).toBe(1);
  news.tell();
  expect(frame()).toBe(2);
});

test('points of a history that is still coming are told when it is there', () => {
  const { news, frame } = listenedTo();
  news.gather();
  news.gather();
  expect([news.gathers, frame()]).toEqual([true, 0]);
  news.gathered();
  expect([news.gathers, frame()]).toEqual([false, 1]);
  vi.runAllTimers();
  expect(frame()).toBe(1);
});

test('a long history is told of in between, and meanwhile other changes are', () => {
  const { news, frame } = listenedTo();
  news.gather();
  news.tell();
  expect([news.gathers, frame()]).toEqual([true, 1]);
  vi.runAllTimers();
  expect([news.gathers, frame()]).toEqual([false, 2]);
});
