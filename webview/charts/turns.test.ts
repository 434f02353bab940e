import { expect, test } from 'vitest';
import { Turns } from './turns';

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
  for (const who of ['a', 'b', 'c', 'd']) screen.ask(who, 4);
  expect(screen.drawn).toEqual([]);
  await Promise.resolve();
  expect(screen.drawn).toEqual(['a', 'b']);
  await screen.step();
  expect(screen.drawn).toEqual(['a', 'b', 'c', 'd']);
});

test('who has waited is served before who has drawn, however often that one asks', async () => {
  const screen = new Screen();
  for (const who of ['a', 'b']) screen.ask(who, 10);
  await Promise.resolve();
  expect(screen.drawn).toEqual(['a']);
  screen.ask('a', 10);
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
