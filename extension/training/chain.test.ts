import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Whole } from '../../language';
import { bareSpec } from '../../runtime/protocol/runs';
import { around, partsOf, trainsByItself } from './chain-text';
import { selfContained } from './whole';

const gallery = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', '..', 'gallery', `${name}.optim`), 'utf8');

describe('what is written of chains', () => {
  it('is read as names with a plus between', () => {
    expect(partsOf('sam + adamw+lookahead')).toEqual(['sam', 'adamw', 'lookahead']);
    expect(partsOf('adamw')).toEqual(['adamw']);
  });

  it.each(['', '+adamw', 'sam++adamw', 'adamw+'])('is answered by a sentence: "%s"', (text) => {
    expect(partsOf(text)).toMatch(/^Name .*\.$/);
  });

  it('has gradient transforms in front of the optimizer, update transforms behind it', () => {
    expect(around('sam', 'grad_transform', 'adamw')).toEqual(['sam', 'adamw']);
    expect(around('lookahead', 'update_transform', 'adamw')).toEqual(['adamw', 'lookahead']);
  });

  it('tells programs that train from those that wrap them', () => {
    const kinds = ['adamw', 'sam', 'lookahead'].map((name) => trainsByItself(gallery(name)));
    expect(kinds).toEqual([true, false, false]);
  });
});

describe('a recorded run', () => {
  const spec = bareSpec('mine', 'spirals');

  it('keeps the text of all that it imports, and no switch that is decided in it', async () => {
    const asked: unknown[] = [];
    const compose = (switches: object): Promise<Whole> => {
      asked.push(switches);
      const text = JSON.stringify(switches);
      return Promise.resolve({ problem: null, name: 'mine', text, decided: true });
    };
    const runs = [
      { ...spec, seed: 0, switches: { nesterov: true } },
      { ...spec, seed: 1, switches: { nesterov: true } },
      { ...spec, seed: 2 },
    ];
    const kept = await selfContained(runs, compose);
    expect(kept.map(({ program, seed }) => [program.text, program.decided, seed])).toEqual([
      ['{"nesterov":true}', { nesterov: true }, 0],
      ['{"nesterov":true}', { nesterov: true }, 1],
      ['{}', undefined, 2],
    ]);
    for (const run of kept) {
      expect(run).not.toHaveProperty('switches');
      expect(run.program.written).toBe(spec.program.text);
    }
    expect(asked).toHaveLength(2);
  });

  it('stays as it is where nothing is imported', async () => {
    const runs = [{ ...spec, switches: { nesterov: true } }, spec];
    const whole: Whole = { problem: null, name: 'mine', text: 'other', decided: false };
    expect(await selfContained(runs, () => Promise.resolve(whole))).toEqual(runs);
  });

  it('is none where the program cannot be composed', async () => {
    const whole: Whole = { problem: 'mine: there is no such name.', wrapper: null };
    await expect(selfContained([spec], () => Promise.resolve(whole))).rejects.toThrow(/mine: /);
  });
});
