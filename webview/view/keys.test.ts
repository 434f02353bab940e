import { expect, test } from 'vitest';
import { ACTIONS, keyAction, SHORTCUTS } from './keys';
import { TABLE_KEYS } from '../table/keys';

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

/** What the list writes otherwise than the browser does; `=` is `+` without Shift, and moves are the table's own. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' },
  ...{ '-': '−', '=': '+', ' ': 'space', Escape: 'Esc' },
};

test('the list of keys holds every key of the panel and of its table', () => {
  const listed = new Set(SHORTCUTS.flatMap(({ keys }) => keys));
  const moves = ['PageUp', 'PageDown', 'Home', 'End'];
  const all = [...Object.keys(ACTIONS), ...Object.keys(TABLE_KEYS)];
  const missing = all.filter((name) => !listed.has(WRITTEN[name] ?? name));
  expect(missing.filter((name) => !moves.includes(name))).toEqual([]);
});

test('keys with modifiers belong to the editor', () => {
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey'])
    expect(keyAction(key('s', { [modifier]: true }), 'chart')).toBeNull();
});
