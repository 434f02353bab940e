/** The server as vscode.dev runs it: bundled for the browser, in a web worker of a real one. */
import { build } from 'esbuild';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import type { CodeLens, Diagnostic, InitializeResult } from 'vscode-languageserver';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Runs in the page: starts the worker, says a list of messages to it, and keeps what it answers. */
const HARNESS = `
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  const heard = [];
  const waiting = [];
  const look = () => {
    for (const [wanted, resolve] of [...waiting]) {
      const found = heard.find(wanted);
      if (found) resolve(found);
    }
  };
  worker.onmessage = ({ data }) => { heard.push(data); look(); };
  let id = 0;
  window.request = (method, params) => new Promise((resolve) => {
    const own = ++id;
    waiting.push([(m) => m.id === own && !m.method, (m) => resolve(m.result)]);
    worker.postMessage({ jsonrpc: '2.0', id: own, method, params });
  });
  window.notify = (method, params) => worker.postMessage({ jsonrpc: '2.0', method, params });
  window.published = (uri) => new Promise((resolve) => {
    const wanted = (m) => m.method === 'textDocument/publishDiagnostics' && m.params.uri === uri;
    waiting.push([wanted, (m) => resolve(m.params.diagnostics)]);
    look();
  });
`;

const URI = 'vscode-vfs://github/someone/optimizers/a.optim';
const TEXT = 'def train(w, g, m, lr):\n  m = interp(g, m, 0.9)\n  return lr * mm, m\n';

let browser: Browser;
let evaluate: (script: string) => Promise<unknown>;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: [join(__dirname, 'browser.ts')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  const executablePath = process.env['CHROMIUM_PATH'];
  browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage();
  evaluate = (script) => page.evaluate(script);
  await evaluate(`{ const source = ${JSON.stringify(bundle.outputFiles[0]!.text)}; ${HARNESS} }`);
});
afterAll(() => browser?.close());

it('checks programs in a web worker, and offers nothing that needs a machine', async () => {
  const initialized = (await evaluate(
    `request('initialize', { processId: null, rootUri: null, capabilities: {} })`,
  )) as InitializeResult;
  expect(initialized.capabilities.hoverProvider).toBe(true);

  const document = { uri: URI, languageId: 'optim', version: 1, text: TEXT };
  await evaluate(`
    notify('initialized', {});
    notify('textDocument/didOpen', { textDocument: ${JSON.stringify(document)} });
  `);
  const diagnostics = (await evaluate(`published('${URI}')`)) as Diagnostic[];
  expect(diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([['N1', 2]]);

  const sound = JSON.stringify([{ text: TEXT.replace('mm', 'm') }]);
  await evaluate(`notify('textDocument/didChange',
    { textDocument: { uri: '${URI}', version: 2 }, contentChanges: ${sound} })`);
  const lenses = (await evaluate(
    `request('textDocument/codeLens', { textDocument: { uri: '${URI}' } })`,
  )) as CodeLens[];
  expect(lenses.map(({ command }) => command?.title)).toEqual(['4 bytes/parameter']);
});
