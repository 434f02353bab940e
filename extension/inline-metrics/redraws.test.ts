import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../clock.test-helper';
import { Redraws, Requests } from './redraws';

describe('redraws', () => {
  let time: TestClock;
  let drawn: number;
  let redraws: Redraws;

  beforeEach(() => {
    time = new TestClock();
    drawn = 0;
    redraws = new Redraws(100, () => drawn++, time);
  });

  it('come at once, then as often as they may, and never after the last wish', () => {
    for (let i = 0; i < 1000; i++) {
      redraws.soon();
      time.pass(1);
    }
    expect(drawn).toBe(11);
    redraws.soon();
    time.pass(100);
    expect(drawn).toBe(12);
    time.pass(10_000);
    expect(drawn).toBe(12);
  });

  it('wait while they are held back, but for one that must be', () => {
    redraws.hold(500);
    redraws.soon();
    time.pass(400);
    expect(drawn).toBe(0);
    redraws.hold(500);
    time.pass(400);
    expect(drawn).toBe(0);
    time.pass(100);
    expect(drawn).toBe(1);
    redraws.hold(500);
    redraws.now();
    expect(drawn).toBe(2);
  });

  it('do not come any more once disposed', () => {
    redraws.soon();
    redraws.soon();
    redraws.dispose();
    time.pass(1000);
    expect(drawn).toBe(1);
  });
});

describe('requests to draw', () => {
  it('come one after the other, each when the last is answered or forgotten', () => {
    const time = new TestClock();
    let asked = 0;
    const requests = new Requests(5000, () => asked++, time);
    requests.soon();
    requests.soon();
    requests.soon();
    expect(asked).toBe(1);
    requests.answered();
    expect(asked).toBe(2);
    requests.answered();
    time.pass(10_000);
    expect(asked).toBe(2);
    requests.soon();
    requests.soon();
    expect(asked).toBe(3);
    time.pass(5000);
    expect(asked).toBe(4);
    requests.soon();
    requests.dispose();
    time.pass(5000);
    expect(asked).toBe(4);
  });
});
