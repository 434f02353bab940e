/**
 * The server as an editor sees it: a process of its own, over JSON-RPC. A case is a file in fixtures/REQUEST/: a
 * program with `|` where the cursor is, a line of `===`, and the answer. `\r` and others are made in code below.
 */
import { CodeActionTriggerKind } from 'vscode-languageserver';
import type { CodeAction, CompletionItem, Diagnostic, MarkupContent } from 'vscode-languageserver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DECLARATIONS, RULES, STATEMENTS, plainText } from './snippets';
import type { Snippet } from './snippets';
import { ANSWERS, rangeText } from './testing/answers';
import type { TestClient } from './testing/client';
import { fixturesOf, keepAnswer, readFixture } from './testing/fixtures';
import { startServer } from './testing/start';

const SOUND = 'def train(w, g, lr):\n  return lr * g\n';

let client: TestClient;
beforeAll(async () => {
  client = await startServer();
  await client.configure({ inlayHints: true });
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

describe.each(Object.keys(ANSWERS))('%s', (request) => {
  it.each(fixturesOf(request))('%s', async (name) => {
    const { answer, ...fixture } = readFixture(request, name);
    const uri = `untitled:${request}/${name}`;
    await client.open(uri, fixture.text);
    const given = await ANSWERS[request]!(client, { uri, ...fixture });
    if (process.env['UPDATE_GOLDEN'] === '1') keepAnswer(request, name, given);
    else expect(given).toBe(answer);
    await client.close(uri);
  });
});

it('completes a function as a call, with its documentation', async () => {
  const uri = 'untitled:snippet';
  await client.open(uri, 'def train(w, g, lr):\n  return inter\n');
  const items = await client.rpc.sendRequest<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 1, character: 14 },
  });
  const interp = items.find(({ label }) => label === 'interp');
  expect(interp?.insertText).toBe('interp(${1:x}, ${2:y}, ${3:a})');
  const whole = await client.rpc.sendRequest<CompletionItem>('completionItem/resolve', interp);
  expect((whole.documentation as MarkupContent).value).toContain('(1 − a)·x + a·y');
  await client.close(uri);
});

it('offers the repairs of lints: at once to who asks, by itself once they are known', async () => {
  const uri = 'untitled:repairs';
  const text = 'def train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return lr * sign(m), m\n';
  await client.open(uri, text);
  const line = 1;
  const range = { start: { line, character: 19 }, end: { line, character: 19 } };
  const titles = async (triggerKind: CodeActionTriggerKind): Promise<string[]> => {
    const context = { diagnostics: [], triggerKind };
    const asked = { textDocument: { uri }, range, context };
    const found = await client.rpc.sendRequest<CodeAction[]>('textDocument/codeAction', asked);
    return found.map(({ title }) => title);
  };
  const all = await titles(CodeActionTriggerKind.Invoked);
  expect(all).not.toEqual([]);
  await client.diagnostics(uri, 1);
  expect(await titles(CodeActionTriggerKind.Automatic)).toEqual(all);
  await client.close(uri);
});

describe('snippets', () => {
  const filled = (list: readonly Snippet[]): [string, string][] =>
    list.map(({ label, body }) => [label, plainText(body)]);

  const errorsOf = async (text: string): Promise<string[]> => {
    const uri = `untitled:snippet/${text.length}`;
    await client.open(uri, text);
    const found = await client.diagnostics(uri, 1);
    await client.close(uri);
    return found.flatMap(({ message, severity }) => (severity === 1 ? [String(message)] : []));
  };

  it.each(filled(RULES))('%s is a whole program', async (_, text) => {
    expect(await errorsOf(text)).toEqual([]);
  });

  it.each(filled(DECLARATIONS))('%s can stand in a file', async (label, text) => {
    const train = label === 'train' ? '' : '\ndef train(w, g, slow, lr):\n  return lr * g, slow\n';
    const errors = await errorsOf(`${text}\n${train}`);
    expect(errors).toEqual([]);
  });

  it.each(filled(STATEMENTS))('%s can stand in a function', async (_, text) => {
    const body = `update = lr * g\n${text}\nreturn update + m, m`.replaceAll('\n', '\n  ');
    const errors = await errorsOf(`def train(w, g, m, lr):\n  ${body}\n`);
    expect(errors.filter((each) => !/never|reaches neither/.test(each))).toEqual([]);
  });
});

describe('settings', () => {
  it('turn lenses and inlay hints off and on', async () => {
    const uri = 'untitled:settings';
    await client.open(
      uri,
      'def train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return lr * m, m\n',
    );
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const lenses = (): Promise<unknown[]> =>
      client.rpc.sendRequest('textDocument/codeLens', { textDocument });
    const hints = (): Promise<unknown[]> =>
      client.rpc.sendRequest('textDocument/inlayHint', { textDocument, range });
    await client.configure({ codeLens: false });
    expect(await lenses()).toEqual([]);
    expect(await hints()).toEqual([]);
    await client.configure({ inlayHints: true });
    expect(await lenses()).not.toEqual([]);
    expect(await hints()).not.toEqual([]);
    await client.close(uri);
  });
});

describe('documents', () => {
  it('are checked again when they change, version by version', async () => {
    const uri = 'untitled:changing';
    await client.open(uri, SOUND.replace('* g', '* gg'));
    expect(await client.diagnostics(uri, 1)).toHaveLength(1);
    const start = { line: 1, character: 15 };
    await client.change(uri, 2, [{ range: { start, end: { line: 1, character: 16 } }, text: '' }]);
    expect(await client.diagnostics(uri, 2)).toEqual([]);
    await client.close(uri);
  });

  it('that change several times at once are answered for the last', async () => {
    const uri = 'untitled:busy';
    await client.open(uri, SOUND);
    await Promise.all([
      client.change(uri, 2, [{ text: 'nonsense here' }]),
      client.change(uri, 3, [{ text: SOUND }]),
    ]);
    expect(await client.diagnostics(uri, 3)).toEqual([]);
    await client.close(uri);
  });

  it('lose their diagnostics when they are closed', async () => {
    const uri = 'untitled:closing';
    await client.open(uri, 'nonsense here');
    expect(await client.diagnostics(uri, 1)).not.toEqual([]);
    await client.close(uri);
    expect(await client.diagnostics(uri, undefined)).toEqual([]);
  });

  it('can be asked for what is wrong with them now', async () => {
    const uri = 'untitled:asked';
    await client.open(uri, SOUND.replace('* g', '* gg'));
    const found = await client.rpc.sendRequest<Diagnostic[]>('optiscope/check', { uri });
    expect(found.map(({ severity }) => severity)).toEqual([1]);
    await client.close(uri);
  });

  it('may end their lines as on Windows', async () => {
    const uri = 'untitled:crlf';
    await client.open(uri, SOUND.replace('* g', '* gg').replaceAll('\n', '\r\n'));
    const [error] = await client.diagnostics(uri, 1);
    expect(error && rangeText(error.range)).toBe('2:15-2:17');
    await client.close(uri);
  });

  it('are counted in UTF-16 units, beyond the basic plane too', async () => {
    const uri = 'untitled:astral';
    await client.open(uri, `"""Descent 𝛁𝓛"""\n# 🎉\nTINY = gg  #: 𝓛\n${SOUND}`);
    const [error] = await client.diagnostics(uri, 1);
    expect(error && rangeText(error.range)).toBe('3:8-3:10');
    await client.close(uri);
  });

  it('are counted so behind such a character on the same line', async () => {
    const uri = 'untitled:astral-line';
    await client.open(uri, 'def train(w, g, lr):\n  return lr * where(role(w) == "𝓛", gg, g)\n');
    const found = await client.diagnostics(uri, 1);
    expect(found.map(({ range }) => rangeText(range))).toContain('2:38-2:40');
    await client.close(uri);
  });

  it(
    'of ten thousand lines leave room for the requests of others',
    { timeout: 60_000 },
    async () => {
      const [long, short] = ['untitled:long', 'untitled:short'];
      const lines = Array.from({ length: 10_000 }, (_, i) => `  x${i} = y${i} + 1\n`).join('');
      await client.open(short, SOUND);
      await client.open(long, `def train(w, g, lr):\n${lines}  return lr * g\n`);
      const hover = await client.rpc.sendRequest('textDocument/hover', {
        textDocument: { uri: short },
        position: { line: 1, character: 9 },
      });
      expect(hover).not.toBeNull();
      expect((await client.diagnostics(long, 1)).length).toBeGreaterThan(1_000);
      await client.close(long);
      await client.close(short);
    },
  );

  it('that are unknown get empty answers', async () => {
    const textDocument = { uri: 'untitled:never-opened' };
    const position = { line: 0, character: 0 };
    expect(
      await client.rpc.sendRequest('textDocument/hover', { textDocument, position }),
    ).toBeNull();
    expect(await client.rpc.sendRequest('textDocument/codeLens', { textDocument })).toEqual([]);
  });
});
