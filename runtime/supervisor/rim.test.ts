import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnvironment } from './child-environment';
import { fileLog } from './log';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a trainer’s environment', () => {
  it('has what finds libraries and drivers and none of the person’s secrets', () => {
    const passed = childEnvironment({
      PATH: '/bin',
      VK_ICD_FILENAMES: 'icd.json',
      Path: 'C:\\',
      OPTISCOPE_STATE_DIR: '/s',
      GITHUB_TOKEN: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      NODE_OPTIONS: '--inspect',
      HOME: undefined,
    });
    expect(passed).toEqual({
      PATH: '/bin',
      VK_ICD_FILENAMES: 'icd.json',
      Path: 'C:\\',
      OPTISCOPE_STATE_DIR: '/s',
    });
  });
});

describe('the log', () => {
  it('has a time and a process in each entry', () => {
    const log = fileLog(join(folder, 'new', 'a.log'));
    log('one');
    log('two\nwith more');
    const lines = readFileSync(join(folder, 'new', 'a.log'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \[\d+\] one$/);
    expect(lines[2]).toBe('    with more');
  });

  it('stays within its size and keeps the last of what it put aside', () => {
    const path = join(folder, 'a.log');
    const log = fileLog(path, 1000);
    for (let i = 0; i < 200; i++) log(`line ${i}`);
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.old']);
    expect(statSync(path).size).toBeLessThan(1100);
    expect(statSync(`${path}.old`).size).toBeLessThan(1100);
    expect(readFileSync(path, 'utf8')).toContain('line 199');
  });

  it('is silent where it cannot be written', () => {
    expect(() => {
      fileLog(folder)('anything');
    }).not.toThrow();
  });
});
