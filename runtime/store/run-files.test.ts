import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../protocol/runs';
import { readGitCommit } from './git-commit';
import { createRunFolder, readRunFile, RunFileError, writeRunFile } from './run-file';
import { listEventFileNames, listRunIds, newestFirst, readRunOrFailure } from './run-folders';
import { isRunId, makeRunId } from './run-id';

let folder: string;
let store: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-store-'));
  store = join(folder, '.optiscope', 'runs');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sample = (id: string, change: Partial<Run> = {}): Run => ({
  ...readRunOrFailure(join(folder, 'nowhere'), id),
  store,
  ...change,
});

describe('run.json', () => {
  it('comes back as it was written, and its place decides whose it is', () => {
    createRunFolder(store, 'a');
    const run = sample('a', {
      status: 'completed',
      metrics: { 'train/loss': 'NaN', 'val/loss': 1 },
    });
    writeRunFile(run);
    expect(readRunFile(store, 'a')).toEqual(run);
    const copy = join(folder, 'copy');
    mkdirSync(join(copy, 'b'), { recursive: true });
    writeFileSync(join(copy, 'b', 'run.json'), readFileSync(join(store, 'a', 'run.json')));
    expect(readRunFile(copy, 'b')).toEqual({ ...run, store: copy, id: 'b' });
  });

  it('is replaced as a whole and leaves nothing beside it, even when it cannot be written', () => {
    createRunFolder(store, 'a');
    writeRunFile(sample('a', { step: 1 }));
    writeRunFile(sample('a', { step: 2 }));
    expect(readdirSync(join(store, 'a'))).toEqual(['run.json']);
    rmSync(join(store, 'a', 'run.json'));
    mkdirSync(join(store, 'a', 'run.json', 'in the way'), { recursive: true });
    expect(() => {
      writeRunFile(sample('a'));
    }).toThrow();
    expect(readdirSync(join(store, 'a'))).toEqual(['run.json']);
  });

  it.each(['', '{', 'null', '[]', '{"format":2}', '{"format":1,"spec":{"program":null}}'])(
    'that holds %j is no run and is told so',
    (text) => {
      createRunFolder(store, 'a');
      writeFileSync(join(store, 'a', 'run.json'), text);
      expect(() => readRunFile(store, 'a')).toThrow(RunFileError);
      expect(readRunOrFailure(store, 'a')).toMatchObject({ id: 'a', status: 'failed' });
    },
  );
});

describe('a store', () => {
  it('ignores itself in git without touching an ignore file that is there', () => {
    createRunFolder(store, 'a');
    const ignore = join(folder, '.optiscope', '.gitignore');
    expect(readFileSync(ignore, 'utf8')).toBe('*\n');
    writeFileSync(ignore, 'mine\n');
    createRunFolder(store, 'b');
    expect(readFileSync(ignore, 'utf8')).toBe('mine\n');
  });

  it('that a person named elsewhere ignores itself, too, and not its neighbours', () => {
    createRunFolder(join(folder, 'results'), 'a');
    expect(readFileSync(join(folder, 'results', '.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(folder)).toEqual(['results']);
  });

  it('lists its folders, and is empty where there is none', () => {
    expect(listRunIds(store)).toEqual([]);
    createRunFolder(store, 'a');
    createRunFolder(store, '.hidden');
    writeFileSync(join(store, 'file'), '');
    expect(listRunIds(store)).toEqual(['a']);
  });

  it('lists the event files of a run, oldest first', () => {
    for (const name of ['events.out.tfevents.2.a', 'run.json', 'events.out.tfevents.1.b'])
      writeFileSync(join(folder, name), '');
    expect(listEventFileNames(folder)).toEqual([
      'events.out.tfevents.1.b',
      'events.out.tfevents.2.a',
    ]);
    expect(listEventFileNames(join(folder, 'nowhere'))).toEqual([]);
  });

  it('is shown newest first', () => {
    const runs = [1, 3, 2].map((createdAt) => sample(`r${createdAt}`, { createdAt }));
    expect(runs.sort(newestFirst).map(({ id }) => id)).toEqual(['r3', 'r2', 'r1']);
  });
});

describe('run ids', () => {
  it('tell time, program and seed', () => {
    expect(makeRunId('lion', 0, new Date('2026-11-22T04:15:30Z'), 0.5)).toBe(
      '20261122-041530-lion-0-i000',
    );
  });

  it('are safe folder names for any program, and sort by time', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.nat(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1e9, max: 2e9 }),
        fc.integer({ min: 1, max: 1e6 }),
        (name, other, seed, random, seconds, later) => {
          const id = makeRunId(name, seed, new Date(seconds * 1000), random);
          expect(isRunId(id)).toBe(true);
          expect(id).toMatch(/^[a-z0-9_-]+$/);
          expect(makeRunId(other, 0, new Date((seconds + later) * 1000), 0) > id).toBe(true);
        },
      ),
      { seed: 1 },
    );
  });

  it.each(['', '.', '..', '.git', 'a/b', 'a\\b', 'a\0b', 'ü'])(
    'refuse the folder name %j',
    (name) => {
      expect(isRunId(name)).toBe(false);
    },
  );
});

describe('the git commit', () => {
  const COMMIT = '0123456789abcdef0123456789abcdef01234567';
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('is read where HEAD names it, a branch does, or a packed branch does', () => {
    const inside = join(folder, 'deep', 'inside');
    write('.git/HEAD', `${COMMIT}\n`);
    expect(readGitCommit(inside)).toBe(COMMIT);
    write('.git/HEAD', 'ref: refs/heads/main\n');
    expect(readGitCommit(inside)).toBeNull();
    write('.git/packed-refs', `# pack-refs\n${COMMIT} refs/heads/main\n`);
    expect(readGitCommit(inside)).toBe(COMMIT);
    const newer = COMMIT.replaceAll('0', '9');
    write('.git/refs/heads/main', `${newer}\n`);
    expect(readGitCommit(inside)).toBe(newer);
  });

  it('is read in a worktree, whose branches lie in the main repository', () => {
    write('main/.git/worktrees/w/HEAD', 'ref: refs/heads/topic\n');
    write('main/.git/worktrees/w/commondir', '../..\n');
    write('main/.git/refs/heads/topic', `${COMMIT}\n`);
    write('w/.git', `gitdir: ${join(folder, 'main/.git/worktrees/w')}\n`);
    expect(readGitCommit(join(folder, 'w'))).toBe(COMMIT);
  });

  it('is not there outside a repository, nor outside its folder', () => {
    write('.git/HEAD', 'ref: refs/../../secret\n');
    write('secret', `${COMMIT}\n`);
    expect(readGitCommit(folder)).toBeNull();
    write('.git/HEAD', 'nonsense\n');
    expect(readGitCommit(folder)).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('survives a repository that cannot be read', () => {
    symlinkSync('loop', join(folder, 'loop'));
    write('.git', `gitdir: ${join(folder, 'loop')}\n`);
    expect(readGitCommit(folder)).toBeNull();
  });
});
