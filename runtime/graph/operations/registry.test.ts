import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as door from './index';
import { OPERATIONS, operationNamed } from './registry';

const files = readdirSync(import.meta.dirname).filter(
  (file) => !file.includes('.test') && file !== 'index.ts' && file !== 'registry.ts',
);
const camel = (file: string): string =>
  file.replace('.ts', '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

describe('the registry of operations', () => {
  it('has every operation file, under its name', () => {
    expect([...OPERATIONS.keys()].sort()).toEqual(files.map(camel).sort());
  });

  it.each(files)('%s has its function at the door and its test beside it', (file) => {
    expect(door).toHaveProperty(camel(file));
    expect(readdirSync(import.meta.dirname)).toContain(file.replace('.ts', '.test.ts'));
  });

  it.each([...OPERATIONS])('%s has a gradient, or says that it has none', (_name, operation) => {
    expect(operation.gradient === null || typeof operation.gradient === 'function').toBe(true);
  });

  it('names an operation that there is not', () => {
    expect(() => operationNamed('nonsense')).toThrow('"nonsense"');
  });
});
