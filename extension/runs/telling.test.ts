import { describe, expect, it } from 'vitest';
import type { ResolvedRun, Run, RunSpec } from '../../runtime/protocol/runs';
import { sampleRun } from './sample';
import { tellingWords } from './telling';

const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();

const run = (
  id: string,
  resolved: Partial<ResolvedRun> = {},
  spec: Partial<RunSpec> = {},
  minutes = 0,
): Run => {
  const base = sampleRun({ id, createdAt: noon + minutes * 60_000 }, spec);
  return { ...base, resolved: { ...base.resolved!, ...resolved } };
};

const told = (...runs: Run[]): (string | undefined)[] => {
  const words = tellingWords(runs);
  return runs.map((each) => words.get(each));
};

describe('what tells runs of one title apart', () => {
  it('is nothing where their titles do', () => {
    expect(told(run('a'), run('b', {}, { seed: 1 }), run('c', {}, { task: 'blobs' }))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is the settings in which they differ, and no others', () => {
    expect(
      told(
        run('a', { lr: 1e-3, hyper: { beta1: 0.9, wd: 0.1 } }),
        run('b', { lr: 3e-3, hyper: { beta1: 0.95, wd: 0.1 } }),
      ),
    ).toEqual(['lr 0.001 · beta1 0.9', 'lr 0.003 · beta1 0.95']);
    expect(told(run('a', {}, { schedule: 'cosine' }), run('b'))).toEqual(['cosine', 'constant']);
  });

  it('is of many settings those that have the most values, in one order', () => {
    const many = [1, 2, 3].map((i) =>
      run(`${i}`, {
        lr: i < 3 ? 0.1 : 0.2,
        hyper: { beta1: i / 10, beta2: i / 10 },
        batch: i < 3 ? 8 : 16,
      }),
    );
    expect(told(...many)[2]).toBe('lr 0.2 · beta1 0.3 · beta2 0.3');
  });

  it('is when they were made where they differ in no setting, to the second where it must be', () => {
    const [first, second] = told(run('a'), run('b', {}, {}, 5));
    expect(first).toMatch(/12:00/);
    expect(second).toMatch(/12:05/);
    const [early, late] = told(run('a'), run('b', {}, {}, 0.5));
    expect(early).toMatch(/12:00:00/);
    expect(late).toMatch(/12:00:30/);
  });

  it('is both where only some of them are alike', () => {
    const words = told(run('a', { lr: 0.1 }), run('b', { lr: 0.2 }), run('c', { lr: 0.2 }, {}, 7));
    expect(words[0]).toBe('lr 0.1');
    expect(words[2]).toMatch(/^lr 0.2 · .*12:07/);
  });

  it('is nothing that one of them has not settled yet', () => {
    const waiting = { ...run('b', {}, {}, 3), resolved: null };
    const [going, queued] = told(run('a', { lr: 0.1 }), waiting);
    expect(going).toMatch(/12:00/);
    expect(queued).toMatch(/12:03/);
  });

  it('says which is the fork', () => {
    const fork = run('b', {}, { forkOf: { run: 'a', step: 1400 } });
    expect(told(run('a'), fork)[1]).toBe('from step 1,400');
  });
});
