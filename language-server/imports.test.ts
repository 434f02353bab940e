/** Names that programs have from each other: a workspace on disk, unsaved texts, and the gallery. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type {
  CompletionItem,
  Diagnostic,
  DocumentLink,
  Hover,
  Location,
  MarkupContent,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rangeText } from './testing/answers';
import type { TestClient } from './testing/client';
import { startServer } from './testing/start';

const TEXTS: Readonly<Record<string, string>> = {
  helpers: `"""Helpers that several programs share."""
TINY = 1e-30

def mixed(a, b):
  """An average of two values."""
  return interp(a, b, 0.9)

def train(w, g, lr):
  return lr * g
`,
  plain: `from helpers import mixed, TINY

def train(w, g, m, lr):
  m = mixed(g, m) + TINY
  return lr * m, m
`,
  renamed: `from helpers import mixed as blend

def train(w, g, m, lr):
  m = blend(g, m)
  return lr * m, m
`,
};
const PATIENCE = 30_000;
const DELETED = 3;
const CREATED = 1;

let folder: string;
let client: TestClient;
const path = (name: string): string => join(folder, `${name}.optim`);
const uri = (name: string): string => pathToFileURL(path(name)).toString();
const nameOf = (address: string): string => /([^/]*)\.optim$/.exec(address)![1]!;
const textOf = (name: string): string => TEXTS[name]!;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'optiscope-imports-'));
  for (const [name, text] of Object.entries(TEXTS)) writeFileSync(path(name), text);
  client = await startServer([pathToFileURL(folder).toString()]);
  for (const name of Object.keys(TEXTS)) await told(name, 0);
}, PATIENCE);
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => client.open(uri('plain'), textOf('plain')));
afterEach(async () => {
  for (const name of opened.splice(0)) await client.close(uri(name));
  await client.close(uri('plain'));
});

/** Opens another program, until the test ends. */
const opened: string[] = [];
const open = async (name: string): Promise<void> => {
  opened.push(name);
  await client.open(uri(name), textOf(name));
};

/** Waits until so many errors of a program have been told. */
const told = (name: string, errors: number): Promise<Diagnostic[]> =>
  client.published(
    uri(name),
    ({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 1).length === errors,
  );

/** Asks about the place behind the first of these words. */
const ask = <T>(
  method: string,
  name: string,
  text: string,
  words: string,
  more = {},
): Promise<T> => {
  const document = TextDocument.create(uri(name), 'optim', 0, text);
  const position = document.positionAt(text.indexOf(words) + words.length);
  const textDocument = { uri: uri(name) };
  return client.rpc.sendRequest<T>(`textDocument/${method}`, { textDocument, position, ...more });
};

const placeText = (place: Location): string => `${nameOf(place.uri)} ${rangeText(place.range)}`;

describe('what is imported', () => {
  it.each([
    ['from its use', 'm = mix', 'helpers 4:5-4:10'],
    ['from the import', 'import mix', 'helpers 4:5-4:10'],
    ['a constant', '+ TIN', 'helpers 2:1-2:5'],
    ['the other program', 'from help', 'helpers 1:1-1:1'],
  ])('is found where it is defined: %s', async (_, words, expected) => {
    const found = await ask<Location>('definition', 'plain', textOf('plain'), words);
    expect(placeText(found)).toBe(expected);
  });

  it('is found in all programs that share it, open or not', async () => {
    const found = await ask<Location[]>('references', 'plain', textOf('plain'), 'm = mix', {
      context: { includeDeclaration: true },
    });
    expect(found.map(placeText)).toEqual([
      'helpers 4:5-4:10',
      'plain 1:21-1:26',
      'plain 4:7-4:12',
      'renamed 1:21-1:26',
      'renamed 1:30-1:35',
      'renamed 4:7-4:12',
    ]);
  });

  it('is told on hover with its head and documentation', async () => {
    const found = await ask<Hover>('hover', 'plain', textOf('plain'), 'm = mix');
    const { value } = found.contents as MarkupContent;
    expect(value).toContain('def mixed(a, b)');
    expect(value).toContain('from `helpers`');
    expect(value).toContain('An average of two values.');
    const module = await ask<Hover>('hover', 'plain', textOf('plain'), 'from help');
    expect((module.contents as MarkupContent).value).toContain('several programs share');
  });

  it('leads from the import to the file', async () => {
    const textDocument = { uri: uri('plain') };
    const links = await client.rpc.sendRequest<DocumentLink[]>('textDocument/documentLink', {
      textDocument,
    });
    expect(links.map(({ target, range }) => [target, rangeText(range)])).toEqual([
      [uri('helpers'), '1:6-1:13'],
    ]);
  });
});

describe('completion in an import', () => {
  let version = 1;
  const labels = async (line: string): Promise<string[]> => {
    await client.change(uri('plain'), ++version, [{ text: line }]);
    const items = await ask<CompletionItem[]>('completion', 'plain', line, line);
    return items.map(({ label }) => label);
  };

  it('offers the programs beside this one and those of the gallery', async () => {
    const found = await labels('from ');
    expect(found).toEqual(expect.arrayContaining(['adamw', 'helpers', 'renamed']));
    expect(found).not.toContain('plain');
  });

  it('offers what the program has', async () => {
    expect(await labels('from helpers import ')).toEqual(['TINY', 'mixed', 'train']);
    expect(await labels('from helpers import TINY, mi')).toContain('mixed');
    expect(await labels('from adamw import ')).toContain('train');
    expect(await labels('from helpers ')).toEqual(['import']);
  });
});

describe('a rename', () => {
  /** The programs that a rename changes, as they then stand. */
  const rename = async (name: string, words: string, newName: string): Promise<object> => {
    const text = textOf(name);
    const edit = await ask<WorkspaceEdit>('rename', name, text, words, { newName });
    return Object.fromEntries(
      Object.entries(edit.changes ?? {}).map(([address, edits]) => {
        const before = textOf(nameOf(address));
        const document = TextDocument.create(address, 'optim', 0, before);
        const after = TextDocument.applyEdits(document, edits).split('\n');
        const lines = before.split('\n');
        return [nameOf(address), after.filter((line, i) => line !== lines[i])];
      }),
    );
  };

  it('changes all programs that share the name, and leaves their own names for it', async () => {
    expect(await rename('plain', 'm = mix', 'averaged')).toEqual({
      helpers: ['def averaged(a, b):'],
      plain: ['from helpers import averaged, TINY', '  m = averaged(g, m) + TINY'],
      renamed: ['from helpers import averaged as blend'],
    });
  });

  it('of a name that a program has given itself changes that program only', async () => {
    await open('renamed');
    expect(await rename('renamed', 'm = ble', 'averaged')).toEqual({
      renamed: ['from helpers import mixed as averaged', '  m = averaged(g, m)'],
    });
  });

  it('of what the gallery has gives it another name here', async () => {
    const text =
      'from adamw import train\n\ndef rule(w, g, m, v, lr):\n  return train(w, g, m, v, lr)\n';
    await client.change(uri('plain'), 2, [{ text }]);
    const edit = await ask<WorkspaceEdit>('rename', 'plain', text, 'return tra', {
      newName: 'adam',
    });
    const document = TextDocument.create(uri('plain'), 'optim', 0, text);
    const after = TextDocument.applyEdits(document, edit.changes![uri('plain')]!);
    expect(after).toContain('from adamw import train as adam\n');
    expect(after).toContain('return adam(w');
  });

  it('is refused where an importer has that name already', async () => {
    await expect(rename('plain', 'm = mix', 'train')).rejects.toThrow(/already a function `train`/);
  });
});

describe('the programs that import', () => {
  it(
    'are checked again when what they import changes, saved or not',
    async () => {
      await open('helpers');
      await client.change(uri('helpers'), 2, [
        { text: textOf('helpers').replace('mixed', 'other') },
      ]);
      const [error] = await told('plain', 1);
      expect(String(error!.message)).toContain('no function or constant `mixed`');
      await told('renamed', 1);
      await client.change(uri('helpers'), 3, [{ text: textOf('helpers') }]);
      await told('plain', 0);
      await told('renamed', 0);
    },
    PATIENCE,
  );

  it(
    'say so when it is deleted or renamed',
    async () => {
      renameSync(path('helpers'), path('elsewhere'));
      await client.rpc.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [
          { uri: uri('helpers'), type: DELETED },
          { uri: uri('elsewhere'), type: CREATED },
        ],
      });
      const [error] = await told('plain', 1);
      expect(String(error!.message)).toContain('There is no program `helpers`');
      await told('renamed', 1);
      renameSync(path('elsewhere'), path('helpers'));
      await client.rpc.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [
          { uri: uri('elsewhere'), type: DELETED },
          { uri: uri('helpers'), type: CREATED },
        ],
      });
      await told('plain', 0);
      await told('renamed', 0);
    },
    PATIENCE,
  );

  it(
    'are told of a circle at their import',
    async () => {
      await open('helpers');
      await client.change(uri('helpers'), 2, [
        { text: textOf('helpers').replace('TINY', 'from renamed import train as f\nTINY') },
      ]);
      const [there] = await told('helpers', 1);
      expect(String(there!.message)).toBe(
        'These programs import each other in a circle: helpers → renamed → helpers.',
      );
      const [here] = await told('plain', 1);
      expect(String(here!.message)).toContain('import each other in a circle: helpers → renamed');
    },
    PATIENCE,
  );
});

it(
  'lints of programs that are not open are reported as the person wants them',
  async () => {
    const lints = (code: string, count: number): Promise<unknown> =>
      client.published(
        uri('idle'),
        ({ diagnostics }) => diagnostics.filter((each) => each.code === code).length === count,
      );
    writeFileSync(path('idle'), 'def train(w, g, m, lr):\n  return lr * g, m\n');
    await client.rpc.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uri('idle'), type: CREATED }],
    });
    await lints('D4', 1);
    await client.configure({ lints: { D4: 'off' } });
    await lints('D4', 0);
  },
  PATIENCE,
);
