/**
 * The language server as an editor has it: a process of its own, over JSON-RPC. Every request on a program of 200 lines
 * right after a keystroke, and how soon after the last keystroke a program of 20 lines has all its diagnostics.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TestClient } from '../language-server/testing/client';
import { quantile, report } from './report';
import type { Figure } from './report';

const ROOT = join(__dirname, '..', '..');
const ROUNDS = 60;
const WARM_UP = 10;
/** Ten keystrokes a second: nobody types faster for long. */
const HUMAN_MS = 100;

/** A program with about as many lines: AdamW, and a helper that is called once for every five of them. */
function programOf(lines: number): string {
  const adamw = readFileSync(join(ROOT, 'gallery', 'adamw.optim'), 'utf8')
    .trimEnd()
    .split('\n');
  const train = adamw.findIndex((line) => line.startsWith('def train'));
  const count = Math.floor((lines - adamw.length) / 5);
  const helpers = Array.from({ length: count }, (_, i) => [
    `def mix${i}(x, y):`,
    `  z = interp(square(x), y, beta2)`,
    `  return ${(i + 1) / 100} * x / (sqrt(abs(z)) + eps)`,
    '',
  ]);
  const calls = helpers.map((_, i) => `  g = g + mix${i}(g, w)`);
  const text = [...adamw.slice(0, train), ...helpers.flat(), adamw[train]!, ...calls];
  return [...text, ...adamw.slice(train + 1)].join('\n').concat('\n');
}

/**
 * Types and takes back one character at the end of the text, and measures what follows at once.
 *
 * @param pause milliseconds before each keystroke
 */
async function measure(
  client: TestClient,
  uri: string,
  text: string,
  work: (version: number) => Promise<unknown>,
  { warmUp = WARM_UP, pause = 0 } = {},
): Promise<number[]> {
  await client.open(uri, text);
  const times: number[] = [];
  for (let version = 2; version <= ROUNDS + warmUp + 1; version++) {
    if (pause > 0) await setTimeout(pause);
    const changed = version % 2 === 0 ? `${text}# a` : text;
    await client.change(uri, version, [{ text: changed }]);
    const begun = performance.now();
    await work(version);
    if (version > warmUp + 1) times.push(performance.now() - begun);
    await client.diagnostics(uri, version);
  }
  await client.close(uri);
  return times;
}

/** Half of them, and all but one in twenty. */
function told(what: string, times: readonly number[], limit: string): Figure[] {
  return [
    { what: `${what}, p50`, measured: quantile(times, 0.5), unit: 'ms', against: '—' },
    { what: `${what}, p95`, measured: quantile(times, 0.95), unit: 'ms', against: limit },
  ];
}

/** A server as the extension starts it. */
async function start(): Promise<TestClient> {
  const module = join(ROOT, 'dist', 'language-server.js');
  const client = await TestClient.run(module);
  await client.configure({ inlayHints: true });
  return client;
}

async function main(): Promise<void> {
  const long = programOf(200);
  const lines = long.trimEnd().split('\n').length;
  const before = long
    .slice(0, long.lastIndexOf('debias(m, beta1') + 'debias(m, be'.length)
    .split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const everything = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
  const options = { tabSize: 2, insertSpaces: true };
  const requests: Readonly<Record<string, object>> = {
    completion: { position },
    hover: { position },
    signatureHelp: { position },
    definition: { position },
    references: { position, context: { includeDeclaration: true } },
    documentHighlight: { position },
    prepareRename: { position },
    rename: { position, newName: 'renamed' },
    documentSymbol: {},
    foldingRange: {},
    selectionRange: { positions: [position] },
    'semanticTokens/full': {},
    inlayHint: { range: everything },
    codeLens: {},
    // As the editor asks at every move of the cursor, and as a person does.
    codeAction: {
      range: { start: position, end: position },
      context: { diagnostics: [], triggerKind: 2 },
    },
    formatting: { options },
    rangeFormatting: { range: everything, options },
    onTypeFormatting: { position, ch: '\n', options },
    prepareCallHierarchy: { position },
  };
  const timesOf = (
    client: TestClient,
    method: string,
    options?: Parameters<typeof measure>[4],
  ): Promise<number[]> => {
    const uri = `untitled:long/${method}`;
    const parameters = { textDocument: { uri }, ...requests[method] };
    return measure(
      client,
      uri,
      long,
      () => client.rpc.sendRequest(`textDocument/${method}`, parameters),
      options,
    );
  };
  // The first keystrokes of a server's life run code that has not been made fast yet.
  const fresh = await start();
  const typed = await timesOf(fresh, 'completion', { warmUp: 0, pause: HUMAN_MS });
  await fresh.stop();
  const client = await start();
  const burst = await timesOf(client, 'completion', { warmUp: 0 });
  const firstOnes = `completion, ${lines} lines, the first ${ROUNDS} keystrokes`;
  const figures = [
    ...told(`${firstOnes}, ten a second`, typed, '≤ 10'),
    ...told(`${firstOnes}, all at once`, burst, '—'),
  ];
  for (const method of Object.keys(requests))
    figures.push(...told(`${method}, ${lines} lines`, await timesOf(client, method), '≤ 10'));
  const short = programOf(20);
  const uri = 'untitled:short';
  const diagnostics = await measure(client, uri, short, (version) =>
    client.diagnostics(uri, version),
  );
  const count = short.trimEnd().split('\n').length;
  figures.push(...told(`diagnostics after a keystroke, ${count} lines`, diagnostics, '≤ 30'));
  await client.stop();
  report('language-server', figures);
}

void main();
