import { once } from 'node:events';
import { utimesSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { openRawSocket, type SupervisorConnection } from '../protocol/client';
import { pageUrl } from '../protocol/lock';
import {
  Initialize,
  ListTasks,
  PROTOCOL_VERSION,
  StartRuns,
  WatchStore,
} from '../protocol/messages';
import { fakeSpec, Installation } from './testing/harness';

const installation = new Installation();
let connection: SupervisorConnection;
beforeAll(async () => {
  await installation.build();
  connection = await installation.connect();
});
afterAll(() => installation.dispose());

const socketUrl = (): string => `ws://127.0.0.1:${connection.lock.port}/socket`;
const bearer = (): Record<string, string> => ({ Authorization: `Bearer ${connection.lock.token}` });

/** 'open', or the status with which the handshake was refused and the sentence. */
async function tryToOpen(
  protocols: string[],
  options: ClientOptions,
  url = socketUrl(),
): Promise<string> {
  const socket = new WebSocket(url, protocols, options);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      resolve('open');
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        resolve(`${response.statusCode} ${text}`);
        socket.terminate();
      });
    });
    socket.on('error', reject);
  });
}

/** Sends one thing over a fresh authenticated socket and waits for the close. Returns the close code. */
async function closeCodeAfter(message: string | Buffer): Promise<number> {
  const socket = openRawSocket(connection.lock);
  await once(socket, 'open');
  socket.on('error', () => undefined);
  socket.send(message, () => undefined);
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

async function stillLives(): Promise<void> {
  expect(await connection.rpc.sendRequest(ListTasks)).toEqual([]);
}

describe('the handshake', () => {
  it('takes the token as a header or, for browsers, as a subprotocol', async () => {
    const { port, token } = connection.lock;
    expect(await tryToOpen([], { headers: bearer() })).toBe('open');
    expect(
      await tryToOpen([`optiscope.token.${token}`], { origin: `http://127.0.0.1:${port}` }),
    ).toBe('open');
    expect(await tryToOpen([], { headers: bearer(), origin: `http://localhost:${port}` })).toBe(
      'open',
    );
  });

  it('refuses a wrong or missing token, a foreign page, a foreign name, a wrong path', async () => {
    expect(await tryToOpen([], {})).toBe('401 A token is needed.');
    expect(await tryToOpen([], { headers: { Authorization: 'Bearer 0123' } })).toBe(
      '401 The token is wrong.',
    );
    expect(await tryToOpen(['optiscope.token.0123'], {})).toBe('401 The token is wrong.');
    expect(await tryToOpen([], { headers: bearer(), origin: 'https://example.org' })).toBe(
      '401 Other web pages may not connect.',
    );
    expect(await tryToOpen([], { headers: { ...bearer(), Host: 'rebound.example.org' } })).toBe(
      '401 This address is not the one to connect to.',
    );
    expect(
      await tryToOpen([], { headers: bearer() }, socketUrl().replace('/socket', '/other')),
    ).toBe('401 There is no socket at this path.');
    await stillLives();
  });

  it('demands to be initialized first, with a protocol that both speak', async () => {
    const socket = openRawSocket(connection.lock);
    await once(socket, 'open');
    const ask = async (method: string, params?: object): Promise<string> => {
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
      const [data] = (await once(socket, 'message')) as [Buffer];
      return (JSON.parse(data.toString()) as { error: { message: string } }).error.message;
    };
    expect(await ask(ListTasks.method)).toBe('The first request must be "initialize".');
    expect(
      await ask(Initialize.method, { protocol: PROTOCOL_VERSION + 1, client: 'test' }),
    ).toMatch(/speaks protocol \d+, this client \d+: update the older one/);
    socket.terminate();
  });
});

describe('a client that talks nonsense', () => {
  it.each([
    ['text that is not JSON', '{', 1007],
    ['JSON that is no message', '[1,2]', 1007],
    ['null', 'null', 1007],
    ['a binary frame', Buffer.from([1, 2, 3]), 1003],
    ['a message of 100 MB', 'x'.repeat(100 * 1024 * 1024), 1009],
  ])('is cut off for %s; the process lives', async (_what, message, code) => {
    expect([code, 1006]).toContain(await closeCodeAfter(message));
    await stillLives();
  });

  it('is cut off for a malformed WebSocket frame; the process lives', async () => {
    const socket = openRawSocket(connection.lock);
    await once(socket, 'open');
    socket.on('error', () => undefined);
    const { _socket: stream } = socket as unknown as { _socket: NodeJS.WritableStream };
    stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(socket, 'close');
    await stillLives();
  });

  it.each([
    ['a relative store', { store: 'runs', runs: [fakeSpec({})], tied: false }, /absolute path/],
    ['no runs', { store: installation.store, runs: [], tied: false }, /"runs" must hold/],
    [
      'a run that is null',
      { store: installation.store, runs: [null], tied: false },
      /must be an object/,
    ],
    [
      'a number that is none',
      { store: installation.store, runs: [{ ...fakeSpec({}), steps: 'many' }], tied: false },
      /"steps" must be a number/,
    ],
    ['no parameters', undefined, /must be an object/],
  ])('gets a sentence for %s', async (_what, params, sentence) => {
    await expect(connection.rpc.sendRequest(StartRuns.method, params)).rejects.toThrow(sentence);
  });

  it('gets an error for a method that is not there', async () => {
    await expect(connection.rpc.sendRequest('runs/explode', {})).rejects.toThrow(/runs\/explode/);
  });
});

describe('the metrics page', () => {
  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: connection.lock.port, path, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      })
        .on('error', reject)
        .end();
    });
  interface Answer {
    readonly status: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: string;
  }

  it('is given to whoever has the token, with a strict policy and the socket’s address', async () => {
    const { lock } = connection;
    const url = new URL(pageUrl(lock, '/some where/"runs"'));
    const page = await get(url.pathname + url.search);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`data-socket-url="ws://127.0.0.1:${lock.port}/socket"`);
    expect(page.body).toContain('data-store="/some where/&#34;runs&#34;"');
    expect(page.body).toMatch(/script-src &#39;nonce-[\w+/=]{22,}&#39;/);
    expect(page.body).not.toContain('unsafe');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const script = /src="([^"]+)"/.exec(page.body)![1]!;
    expect(await get(script)).toMatchObject({ status: 200, body: '"the panel"' });
  });

  it('has its files under addresses that change with them, so that a browser may keep them', async () => {
    const { lock } = connection;
    const url = new URL(pageUrl(lock, '/runs'));
    const scriptOf = async (): Promise<string> =>
      /src="([^"]+)"/.exec((await get(url.pathname + url.search)).body)![1]!;
    const script = await scriptOf();
    expect((await get(script)).headers['cache-control']).toContain('immutable');
    expect(await scriptOf()).toBe(script);
    utimesSync(join(installation.folder, 'dist', 'webview', 'panel.js'), 1, 1);
    expect(await scriptOf()).not.toBe(script);
  });

  it('shows the store that was asked for last when its address names none', async () => {
    await connection.rpc.sendRequest(WatchStore, { store: installation.store });
    const page = await get(`/?token=${connection.lock.token}`);
    expect(page.body).toContain(`data-store="${installation.store}"`);
  });

  it('is refused without the token, from a foreign name, and outside its folder', async () => {
    const { token } = connection.lock;
    expect((await get('/')).status).toBe(403);
    expect((await get('/?token=0123')).status).toBe(403);
    expect((await get('/panel.js')).status).toBe(403);
    expect((await get('/0123/panel.js')).status).toBe(403);
    expect((await get(`/?token=${token}`, { Host: 'rebound.example.org' })).status).toBe(403);
    for (const path of [
      '../supervisor.js',
      '..%2fsupervisor.js',
      '.hidden.js',
      'a/b.js',
      'none.js',
    ])
      expect((await get(`/${token}/${path}`)).status).toBeGreaterThanOrEqual(403);
    await stillLives();
  });
});
