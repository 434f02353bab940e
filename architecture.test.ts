import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Which folders may import which: the arrows of the design, one way only. `types` allows `import type` alone.
 * A folder that is not listed (tests' harness, benchmarks, scripts) may import everything.
 */
const ARROWS: Readonly<
  Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>
> = {
  language: { values: [] },
  runtime: { values: ['language'] },
  'language-server': { values: ['language'] },
  webview: { values: ['runtime/protocol'], types: ['language'] },
  extension: { values: ['runtime/protocol'], types: ['language'] },
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const root = import.meta.dirname;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join(posix.sep));
}

/** The imports of our own files that a source file states, as paths from the root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)|^\s*import\s+'(\.[^']+)'/gm,
  );
  return [...statements].map((match) => {
    const path = match[2] ?? match[3] ?? match[4]!;
    const target = relative(root, resolve(root, dirname(file), path))
      .split(sep)
      .join(posix.sep);
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

const isTest = (file: string): boolean => /\.test(?:-helper)?\.ts$/.test(file);

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

function breaks({ file, target, typeOnly }: Import): boolean {
  const from = file.split('/')[0]!;
  const rule = ARROWS[from];
  if (rule === undefined || isWithin(target, from)) return false;
  const allowed = [...rule.values, ...(typeOnly ? (rule.types ?? []) : [])];
  return !allowed.some((folder) => isWithin(target, folder));
}

/**
 * A folder with an index.ts is entered by it alone. Only the language has that door between folders so far, and one for
 * tests of others, to what its own tests use.
 */
const passesDoor = ({ file, target }: Import): boolean => {
  const from = file.split('/')[0]!;
  const to = target.split('/')[0]!;
  if (from === to || ARROWS[from] === undefined) return false;
  const hasDoor = existsSync(join(root, to, 'index.ts'));
  const forTests = isTest(file) && [`${to}/testing`, `${to}/testing/index`].includes(target);
  return hasDoor && target !== to && target !== `${to}/index` && !forTests;
};

describe('the arrows between folders', () => {
  const imports = Object.keys(ARROWS)
    .filter(
      (folder) => existsSync(join(root, folder)) && statSync(join(root, folder)).isDirectory(),
    )
    .flatMap(sourceFiles)
    .flatMap(importsOf);

  it('finds the imports that it is to judge', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('point one way only', () => {
    expect(imports.filter(breaks)).toEqual([]);
  });

  it('enter a folder by its door', () => {
    expect(imports.filter(passesDoor)).toEqual([]);
  });

  it('keep the language free of files, editors, clocks and processes', () => {
    const impure = sourceFiles('language')
      .filter((file) => !isTest(file) && !file.includes('/testing/'))
      .filter((file) =>
        /from '(?:node:|vscode|ws)|\bDate\.now\b|\bprocess\.|\bperformance\.now\b|Math\.random/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    expect(impure).toEqual([]);
  });
});
