import { expect, test } from 'vitest';
import { keyAction } from './keys';

const key = (name: string, modifiers = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...modifiers,
});

test('keys act on the charts, but not while the person types or moves a slider', () => {
  expect(keyAction(key('l'), 'chart')).toBe('log');
  expect(keyAction(key('l'), 'text')).toBeNull();
  expect(keyAction(key('Escape'), 'text')).toBe('back');
  expect(keyAction(key('ArrowLeft'), 'control')).toBeNull();
  expect(keyAction(key('ArrowLeft'), 'chart')).toBe('left');
  expect(keyAction(key('0'), 'control')).toBe('reset-zoom');
  expect(keyAction(key(' '), 'chart')).toBe('pause');
  expect(keyAction(key(' '), 'button')).toBeNull();
  expect(keyAction(key('ArrowLeft'), 'button')).toBe('left');
  expect(keyAction(key('q'), 'chart')).toBeNull();
});

test('keys with modifiers belong to the editor', () => {
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey'])
    expect(keyAction(key('s', { [modifier]: true }), 'chart')).toBeNull();
});
