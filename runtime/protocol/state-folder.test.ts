import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFile, stateFolder } from './state-folder';

describe('the state folder', () => {
  it.each<[string, Record<string, string>, NodeJS.Platform, string]>([
    ['the XDG folder', { XDG_STATE_HOME: '/state' }, 'linux', join('/state', 'optiscope')],
    ['a folder at home without one', {}, 'linux', join('/home/me', '.local', 'state', 'optiscope')],
    [
      'Application Support on macOS',
      { XDG_STATE_HOME: '/state' },
      'darwin',
      join('/home/me', 'Library', 'Application Support', 'Optiscope'),
    ],
    ['%LOCALAPPDATA% on Windows', { LOCALAPPDATA: 'L' }, 'win32', join('L', 'Optiscope')],
    ['the same by its usual place', {}, 'win32', join('/home/me', 'AppData', 'Local', 'Optiscope')],
    ['what the variable says', { OPTISCOPE_STATE_DIR: '/mine' }, 'win32', '/mine'],
  ])('is %s', (_what, env, platform, expected) => {
    expect(stateFolder(env, platform, '/home/me')).toBe(expected);
  });

  it('keeps the locks of different versions apart', () => {
    expect(lockFile('/s', '1.0.0')).not.toBe(lockFile('/s', '1.0.1'));
  });
});
