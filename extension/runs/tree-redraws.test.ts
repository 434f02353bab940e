import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../clock.test-helper';
import { PROGRESS_MS, SOON_MS, TreeRedraws, type Placed, type Redraw } from './tree-redraws';

const group = (id: string, lines: string[], title = id): Placed => ({ id, title, lines });

describe('what of the tree of runs is drawn again', () => {
  let time: TestClock;
  let places: Placed[];
  let looks: Record<string, string>;
  let drawn: Redraw[];
  let redraws: TreeRedraws;

  /** The editor asks for all that is there. */
  const open = (): void => {
    for (const { lines } of redraws.begin()) for (const line of lines) redraws.drawn(line);
  };

  beforeEach(() => {
    time = new TestClock();
    places = [group('running', ['a', 'b']), group('today', ['c', 'd'])];
    looks = { a: 'step 1', b: 'step 1', c: 'done', d: 'done' };
    drawn = [];
    const source = { places: () => places, look: (line: string) => looks[line] ?? '' };
    const draw = (what: Redraw): void => {
      drawn.push(what);
      if (what !== 'tree') what.lines.forEach((line) => redraws.drawn(line));
    };
    redraws = new TreeRedraws(source, draw, time);
    open();
  });

  it('is the line of a run that goes on, once a second however often it changes', () => {
    for (let step = 0; step < 2900; step += 10) {
      looks['a'] = `step ${step}`;
      redraws.changed('a', true);
      time.pass(10);
    }
    expect(drawn).toEqual(Array(2).fill({ groups: [], lines: ['a'] }));
    time.pass(PROGRESS_MS);
    expect(drawn).toHaveLength(3);
    time.pass(10 * PROGRESS_MS);
    expect(drawn).toHaveLength(3);
  });

  it('is nothing where a line shows what it showed', () => {
    redraws.changed('a', false);
    redraws.moved();
    time.pass(PROGRESS_MS);
    expect(drawn).toEqual([]);
  });

  it('is a line that shows something new soon, without those that only go on', () => {
    looks = { ...looks, a: 'paused', b: 'step 2' };
    redraws.changed('b', true);
    redraws.changed('a', false);
    time.pass(SOON_MS);
    expect(drawn).toEqual([{ groups: [], lines: ['a'] }]);
    time.pass(PROGRESS_MS);
    expect(drawn[1]).toEqual({ groups: [], lines: ['b'] });
  });

  it('is a group in which runs stand otherwise, not the others', () => {
    places = [group('running', ['b', 'a']), places[1]!];
    redraws.moved();
    time.pass(SOON_MS - 1);
    expect(drawn).toEqual([]);
    time.pass(1);
    expect(drawn).toEqual([{ groups: ['running'], lines: [] }]);
    expect(redraws.places).toBe(places);
  });

  it('is both groups where a run goes from one to another', () => {
    places = [group('running', ['b']), group('today', ['a', 'c', 'd'])];
    redraws.moved();
    time.pass(SOON_MS);
    expect(drawn).toEqual([{ groups: ['running', 'today'], lines: [] }]);
  });

  it('is the whole tree only where there are other groups, or they are called otherwise', () => {
    places = [group('today', ['a', 'b', 'c', 'd'])];
    redraws.moved();
    time.pass(SOON_MS);
    places = [group('today', ['a', 'b', 'c', 'd'], 'Yesterday')];
    redraws.moved();
    time.pass(SOON_MS);
    expect(drawn).toEqual(['tree', 'tree']);
  });

  it('stays as it was drawn until it is drawn again: what the editor asks for fits together', () => {
    const before = places;
    places = [group('running', ['b']), group('today', ['a', 'c', 'd'])];
    expect(redraws.places).toBe(before);
    redraws.moved();
    time.pass(SOON_MS);
    expect(redraws.places).toBe(places);
  });

  it('is no line that the editor never asked for', () => {
    looks['e'] = 'step 1';
    redraws.changed('e', false);
    time.pass(SOON_MS);
    expect(drawn).toEqual([]);
  });

  it('is whatever looks otherwise once all runs were read anew', () => {
    looks = { ...looks, d: 'failed' };
    redraws.reset();
    time.pass(SOON_MS);
    expect(drawn).toEqual([{ groups: [], lines: ['d'] }]);
  });

  it('is nothing any more once disposed', () => {
    places = [];
    redraws.moved();
    redraws.dispose();
    time.pass(SOON_MS);
    expect(drawn).toEqual([]);
  });
});
