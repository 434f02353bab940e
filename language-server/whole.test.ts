/** What a run is to keep of its program, asked over the connection: of a chain, of imports, of unsaved texts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../language';
import type { Whole, WholeQuestion } from '../language';
import type { TestClient } from './testing/client';
import { startServer } from './testing/start';
import { WHOLE } from './whole';

const GALLERY = join(__dirname, '..', 'gallery');
const PATIENCE = 30_000;
const SCALED =
  'FACTOR = 2\n\ndef scaled(x):\n  return FACTOR * x\n\ndef train(w, g, lr):\n  return lr * g\n';
const IMPORTING =
  'from helpers import scaled\ntwice: flag = False\n\ndef train(w, g, lr):\n  if twice:\n    g = scaled(g)\n  return lr * scaled(g)\n';

let folder: string;
let client: TestClient;
const uri = (name: string): string => pathToFileURL(join(folder, `${name}.optim`)).toString();
const gallery = (name: string): string => pathToFileURL(join(GALLERY, `${name}.optim`)).toString();
const ask = (parts: readonly string[], switches: WholeQuestion['switches'] = {}): Promise<Whole> =>
  client.rpc.sendRequest<Whole>(WHOLE.method, { parts, switches });
const textOf = (whole: Whole): string => (whole.problem === null ? whole.text : '');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-whole-'));
  writeFileSync(join(folder, 'helpers.optim'), SCALED);
  writeFileSync(join(folder, 'importing.optim'), IMPORTING);
  client = await startServer([pathToFileURL(folder).toString()]);
}, PATIENCE);
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a single program', () => {
  it('that imports nothing is as it stands', async () => {
    const text = readFileSync(join(GALLERY, 'adamw.optim'), 'utf8');
    expect(await ask([gallery('adamw')])).toEqual({
      problem: null,
      name: 'adamw',
      text,
      decided: false,
    });
  });

  it('takes in what it imports, its flags decided as they are set', async () => {
    const plain = await ask([uri('importing')]);
    const twice = await ask([uri('importing')], { twice: true });
    for (const whole of [plain, twice]) {
      expect(whole).toMatchObject({ problem: null, name: 'importing', decided: true });
      expect(textOf(whole)).not.toMatch(/import|flag/);
      expect(analyze(textOf(whole)).program).not.toBeNull();
    }
    expect(textOf(twice)).not.toBe(textOf(plain));
  });

  it('takes in programs as they stand in the editor, saved or not', async () => {
    await client.open(uri('helpers'), SCALED.replace('FACTOR = 2', 'FACTOR = 77'));
    expect(textOf(await ask([uri('importing')]))).toContain('77');
    await client.close(uri('helpers'));
    expect(textOf(await ask([uri('importing')]))).not.toContain('77');
  });

  it.each([
    ['sam', 'grad_transform', 'sam+adamw'],
    ['lookahead', 'update_transform', 'adamw+lookahead'],
  ])('that wraps others says so: %s', async (name, wrapper, example) => {
    const whole = await ask([gallery(name)]);
    expect(whole).toMatchObject({ wrapper });
    expect(whole.problem).toContain(example);
  });

  it('with an error, or that is gone, says so in a sentence', async () => {
    await client.open('untitled:broken', 'def train(w, g, lr):\n  return lr * sgin(g)\n');
    expect((await ask(['untitled:broken'])).problem).toMatch(/sgin/);
    await client.close('untitled:broken');
    expect((await ask([uri('gone')])).problem).toMatch(/no program "gone"/);
  });
});

describe('a chain', () => {
  it('becomes one program, its parts with what they import', async () => {
    const parts = [gallery('sam'), uri('importing'), gallery('lookahead')];
    const whole = await ask(parts);
    expect(whole).toMatchObject({ problem: null, name: 'sam+importing+lookahead', decided: false });
    const { program } = analyze(textOf(whole), { name: 'chain' });
    expect(program?.hypers.map(({ name }) => name)).toContain('sam_rho');
    expect(program?.slots.map(({ name }) => name)).toContain('lookahead_slow');
  });

  it.each([
    [['lookahead', 'adamw'], 'adamw+lookahead'],
    [['adamw', 'lion'], 'one optimizer'],
    [['sam', 'lookahead'], 'no optimizer'],
  ])('that is none says why: %s', async (names, words) => {
    expect((await ask(names.map(gallery))).problem).toContain(words);
  });
});
