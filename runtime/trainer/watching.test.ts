import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertsOf } from '../protocol/alerts';
import type { RunSpec } from '../protocol/runs';
import { readActions } from '../store/actions';
import { spec, Trainer } from './trainer-process.test-helper';

let folder: string;
let trainer: Trainer | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-trainer-'));
});
afterEach(async () => {
  trainer?.child.kill('SIGKILL');
  await trainer?.exited;
  rmSync(folder, { recursive: true, force: true });
});

const start = (text: string, steps: number, change: Partial<RunSpec> = {}): Trainer => {
  const program = { name: 'p', path: null, text };
  return (trainer = new Trainer(
    folder,
    spec({ program, steps, backend: 'compiled', logEvery: 10, ...change }),
  ));
};

/** A model that a person has written in TensorFlow.js. */
const STRIPES = join(__dirname, '..', '..', 'examples', 'tfjs-stripes.mjs');

describe('the statements of a run', () => {
  it.each(['compiled', 'tfjs-cpu'] as const)(
    'are told on %s with their lines once somebody wants them',
    async (backend) => {
      const text = 'def train(w, g, lr):\n  scale = 2 * step\n  u = scale * g\n  return lr * u\n';
      const run = start(text, 1e6, { backend });
      const { layout } = await run.first('statements');
      expect(layout.statements.map(({ name, range }) => [name, range!.start.line])).toEqual([
        ['scale', 1],
        ['u', 2],
        [null, 3],
      ]);
      await run.first('progress');
      expect(run.heard.some(({ kind }) => kind === 'observed')).toBe(false);
      run.send({ kind: 'observe', wanted: true });
      const { figures } = await run.first('observed');
      const [scale, u, update] = figures.statements;
      expect(scale!.whole).toMatchObject({ count: 1, rms: 2 * figures.step });
      expect(u!.parameters).toHaveLength(layout.parameters.length);
      expect(update!.whole!.rms! / u!.whole!.rms!).toBeCloseTo(0.1, 4);
    },
    60_000,
  );

  it('name the line in which a number was not finite, once, while all that is logged stays finite', async () => {
    const text =
      'def train(w, g, lr):\n  huge = where(step >= 35, 1e200, 0.1)\n  size = huge * (1 + abs(g))\n' +
      '  u = g / (1 + size)\n  return lr * u\n';
    const run = start(text, 200);
    const end = await run.first('ended');
    expect(end.status).toBe('completed');
    const alerts = alertsOf({ actions: readActions(folder) });
    expect(alerts).toMatchObject([
      {
        kind: 'not-finite',
        step: 40,
        origin: { step: 35, name: 'size', range: { start: { line: 2 } } },
      },
    ]);
    expect(alerts[0]!.message).toContain('first in `size` (line 3)');
  }, 60_000);

  it.each([
    ['compiled', 'spirals'],
    ['tfjs-cpu', 'spirals'],
    ['tfjs-wasm', 'spirals'],
    ['tfjs-cpu', STRIPES],
    ['tfjs-wasm', STRIPES],
  ] as const)(
    'name the line in which a number was not finite first, in the run’s record: on %s, %s',
    async (backend, task) => {
      const text =
        'def train(w, g, lr):\n  huge = where(step == 31, 1e200, 0.1)\n  u = huge * huge * g\n  return lr * u\n';
      const run = start(text, 200, { backend, task });
      const end = await run.first('ended');
      expect(end.status).toBe('diverged');
      const [alert] = alertsOf({ actions: readActions(folder) });
      expect(alert).toMatchObject({
        kind: 'not-finite',
        origin: { step: 31, name: 'u', source: 'written', range: { start: { line: 2 } } },
      });
      expect(alert!.message).toContain('first in `u` (line 3)');
    },
    60_000,
  );
});
