/** "equals …" in the lens: it comes after a pause, from a thread that knows the gallery. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeLens, Hover, MarkupContent } from 'vscode-languageserver';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TestClient } from './testing/client';
import { startServer } from './testing/start';

/** A loaded machine starts threads slowly. */
const PATIENCE = 60_000;
const GALLERY = join(__dirname, '..', 'gallery');

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

const titles = async (uri: string): Promise<(string | undefined)[]> => {
  const textDocument = { uri };
  const lenses = await client.rpc.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument,
  });
  return lenses.map(({ command }) => command?.title);
};
/** What is told where the mouse rests on `train` in the first line. */
const hoverOf = async (uri: string): Promise<string> => {
  const hover = await client.rpc.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character: 5 },
  });
  return (hover.contents as MarkupContent).value;
};
const tells = (uri: string, title: string): Promise<void> =>
  vi.waitFor(async () => expect(await titles(uri)).toContain(title), {
    timeout: PATIENCE,
    interval: 50,
  });

const LION = `def train(w, g, m, lr):
  u = sign(0.05 * g + 0.95 * m)
  m = m - 0.02 * (m - g)
  return u * lr, m
`;

it(
  'names the rule and the numbers that are not as usual, and follows what is typed',
  async () => {
    const uri = 'untitled:mine';
    await client.open(uri, LION);
    await tells(uri, 'equals Lion with beta1 = 0.95, beta2 = 0.98');
    await vi.waitFor(async () => expect(await hoverOf(uri)).toContain('equals Lion'), {
      timeout: PATIENCE,
      interval: 50,
    });
    await client.change(uri, 2, [{ text: LION.replace('sign(', 'tanh(') }]);
    await vi.waitFor(
      async () => expect((await titles(uri)).join()).not.toContain('equals'),
      PATIENCE,
    );
    await client.change(uri, 3, [{ text: 'def train(w, g, lr):\n  return g * lr\n' }]);
    await tells(uri, 'equals SGD');
    await client.close(uri);
  },
  2 * PATIENCE,
);

it(
  'does not say that a program of the gallery equals itself, nor that the discovered one equals Lion',
  async () => {
    for (const name of ['lion', 'discovered'])
      await client.open(
        `file:///gallery/${name}.optim`,
        readFileSync(join(GALLERY, `${name}.optim`), 'utf8'),
      );
    // The thread answers in the order of the questions: when this is known, the others are.
    await client.open('untitled:last', LION);
    await tells('untitled:last', 'equals Lion with beta1 = 0.95, beta2 = 0.98');
    for (const name of ['lion', 'discovered'])
      expect((await titles(`file:///gallery/${name}.optim`)).join()).not.toContain('equals');
  },
  2 * PATIENCE,
);
