/** Probes of saved programs, in a server of its own: what they find comes later, and never instead of an answer. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestClient } from './testing/client';
import { startServer } from './testing/start';

const CLIMBING = 'def train(w, g, lr):\n  return -lr * g\n';
/** Takes a while, and finds nothing. */
const SLOW = `def train(w, g, lr):\n  x = g\n${'  x = orthogonalize(x, 5)\n'.repeat(30)}  return lr * x\n`;
/** A loaded machine starts threads slowly. */
const PATIENCE = 60_000;

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

const codes = (uri: string, code: string, found: boolean): Promise<unknown> =>
  client.published(
    uri,
    ({ diagnostics }) => diagnostics.some((each) => each.code === code) === found,
  );

/** Replaces the whole text. */
const write = (uri: string, version: number, text: string): Promise<void> =>
  client.change(uri, version, [{ text }]);

it(
  'tells what they find after a save, until the text changes',
  async () => {
    const uri = 'untitled:climbing';
    await client.open(uri, CLIMBING);
    expect(await client.diagnostics(uri, 1)).toEqual([]);
    await client.save(uri);
    await codes(uri, 'P2', true);
    const range = { start: { line: 0, character: 4 }, end: { line: 0, character: 9 } };
    const actions = await client.rpc.sendRequest<{ title: string }[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toContain('Turn the sign of the update');
    await write(uri, 2, `${CLIMBING}\n`);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
    await client.close(uri);
  },
  PATIENCE,
);

it(
  'gives up an older text for a newer one, and answers meanwhile',
  async () => {
    const uri = 'untitled:slow';
    await client.open(uri, SLOW);
    await client.save(uri);
    const position = { line: 0, character: 5 };
    await client.rpc.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    await write(uri, 2, CLIMBING);
    await client.save(uri);
    await codes(uri, 'P2', true);
    await client.close(uri);
  },
  PATIENCE,
);

it(
  'goes by the settings',
  async () => {
    const uri = 'untitled:settings';
    await client.open(uri, CLIMBING);
    await client.save(uri);
    await codes(uri, 'P2', true);
    await client.configure({ lints: { P2: 'off' } });
    await codes(uri, 'P2', false);
    await client.configure({ probes: false });
    await codes(uri, 'P2', false);
    await client.configure({});
    await codes(uri, 'P2', true);
    await client.close(uri);
  },
  PATIENCE,
);

it(
  'goes on with the next program when one is closed',
  async () => {
    const [first, second] = ['untitled:first', 'untitled:second'];
    await client.open(first, SLOW);
    await client.open(second, CLIMBING);
    await client.save(first);
    await client.save(second);
    await client.close(first);
    await codes(second, 'P2', true);
    await client.close(second);
  },
  PATIENCE,
);
