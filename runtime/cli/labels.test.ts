import { describe, expect, it } from 'vitest';
import { programLabels } from './labels';

const labelsOf = (...paths: (string | null)[]): string[] => {
  const programs = paths.map((path) => ({
    name: (path ?? 'lion').split(/[\\/]/).at(-1)!.replace('.optim', ''),
    path,
  }));
  return programs.map(programLabels(programs));
};

describe('the labels of a comparison', () => {
  it('are names where these tell programs apart, however many seeds each has', () => {
    expect(labelsOf('/a/lion.optim', '/a/lion.optim', '/b/adamw.optim')).toEqual([
      'lion',
      'lion',
      'adamw',
    ]);
  });

  it('take as much of the path as tells files of one name apart', () => {
    expect(labelsOf('/home/me/lion.optim', '/opt/gallery/lion.optim', '/x/adamw.optim')).toEqual([
      'me/lion',
      'gallery/lion',
      'adamw',
    ]);
    expect(labelsOf('/try/a/v/lion.optim', '/try/b/v/lion.optim')).toEqual([
      'a/v/lion',
      'b/v/lion',
    ]);
  });

  it('go up to the root where one file lies above the other, and through Windows paths', () => {
    expect(labelsOf('/a/lion.optim', '/lion.optim')).toEqual(['a/lion', 'lion']);
    expect(labelsOf('C:\\a\\lion.optim', 'C:\\b\\lion.optim')).toEqual(['a/lion', 'b/lion']);
    expect(labelsOf('/a/lion.optim', null)).toEqual(['a/lion', 'lion']);
  });
});
