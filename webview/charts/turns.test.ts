import { afterEach, expect, test, vi } from 'vitest';
import { Turns } from './turns';

afterEach(() => vi.unstubAllGlobals());

/** Frames and a clock that a test moves on. */
class Screen {
  frame = 0;
  time = 0;
  readonly drawn: string[] = [];
  private next: (() => void)[] = [];
  readonly turns = new Turns<string>(
    (callback) => this.next.push(callback),
    () => this.frame,
    () => this.time,
  );

  ask(who: string, milliseconds: number, as = who): void {
    this.turns.ask(who, () => {
      this.time += milliseconds;
      this.drawn.push(as);
    });
  }

  async step(): Promise<void> {
    this.frame++;
    for (const callback of this.next.splice(0)) callback();
    await Promise.resolve();
  }
}

test('as many draw in a frame as there is time for, the others in the next', async () => {
  const screen = new Screen();
  const all = ['a', 'b', 'c', 'd'];
  for (const who of all) screen.ask(who, 1);
  await screen.step();
  expect(screen.drawn.splice(0)).toEqual(all);
  for (const who of all) screen.ask(who, 2);
  expect(screen.drawn).toEqual([]);
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b']);
  await screen.step();
  expect(screen.drawn).toEqual(all);
});

test('what is still empty is drawn sooner, and does not hold up the others', async () => {
  const screen = new Screen();
  screen.ask('old', 1);
  await screen.step();
  screen.drawn.length = 0;
  for (const who of ['a', 'b', 'c', 'd']) screen.ask(who, 12);
  screen.ask('old', 1);
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b', 'c']);
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b', 'c', 'd']);
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b', 'c', 'd', 'old']);
});

test('who has waited is served before who has drawn, however often that one asks', async () => {
  const screen = new Screen();
  for (const who of ['a', 'b']) screen.ask(who, 40);
  await Promise.resolve();
  expect(screen.drawn).toEqual(['a']);
  screen.ask('a', 40);
  await screen.step();
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b', 'a']);
});

test('a later wish takes the place of an earlier one, and one that is withdrawn never draws', async () => {
  const screen = new Screen();
  screen.ask('a', 1, 'old');
  screen.ask('b', 1);
  screen.ask('a', 1, 'new');
  screen.turns.withdraw('b');
  await Promise.resolve();
  await screen.step();
  expect(screen.drawn).toEqual(['new']);
});

test('a drawing that fails does not hold up the others', () => {
  const later: (() => void)[] = [];
  const drawn: string[] = [];
  vi.stubGlobal('queueMicrotask', (callback: () => void) => later.push(callback));
  const turns = new Turns<string>(
    (callback) => later.push(callback),
    () => 0,
    () => 0,
  );
  turns.ask('a', () => {
    throw new Error('no canvas');
  });
  turns.ask('b', () => drawn.push('b'));
  expect(() => later.shift()!()).toThrow('no canvas');
  later.shift()!();
  expect(drawn).toEqual(['b']);
});
