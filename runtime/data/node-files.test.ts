import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '../tasks/task';
import { nodeFiles } from './node-files';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'optiscope-data-'));
  for (const folder of ['b', '.git', 'node_modules', 'empty']) await mkdir(join(root, folder));
  for (const file of [
    'z.txt',
    'a.txt',
    '.hidden',
    join('b', 'c.txt'),
    join('.git', 'x'),
    join('node_modules', 'y'),
  ])
    await writeFile(join(root, file), file);
});
afterAll(() => rm(root, { recursive: true }));

describe('files on disk', () => {
  it('are listed recursively with /, sorted, without hidden ones and installed packages', async () => {
    expect(await nodeFiles.list(root)).toEqual(['a.txt', 'b/c.txt', 'z.txt']);
  });

  it('are read, and told from folders', async () => {
    expect(Buffer.from(await nodeFiles.read(join(root, 'a.txt'))).toString()).toBe('a.txt');
    expect(await nodeFiles.isFolder(root)).toBe(true);
    expect(await nodeFiles.isFolder(join(root, 'a.txt'))).toBe(false);
  });

  it.each([
    [
      'a missing file',
      () => nodeFiles.read(join(root, 'no.txt')),
      /^There is no file or folder .*no\.txt\. Check --data\.$/,
    ],
    [
      'a missing folder',
      () => nodeFiles.list(join(root, 'no')),
      /^There is no file or folder .*no\. Check --data\.$/,
    ],
    [
      'a path that does not exist',
      () => nodeFiles.isFolder(join(root, 'no')),
      /^There is no file or folder/,
    ],
    [
      'an empty folder',
      () => nodeFiles.list(join(root, 'empty')),
      /^The folder .*empty is empty\.$/,
    ],
    ['a folder read as a file', () => nodeFiles.read(root), /is a folder; a file is needed\.$/],
  ])('%s gets a sentence', async (_, ask, message) => {
    const error = await ask().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toMatch(message);
  });
});
