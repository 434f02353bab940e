import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { panelPage } from '../protocol/panel';
import { SOCKET_PATH } from '../protocol/ws-connection';
import { isOwnHost, sameToken } from './handshake';

export interface PageOptions {
  readonly port: number;
  readonly token: string;
  /** Where the panel's bundle lies. */
  readonly webviewFolder: string;
  /** The store that the page shows when its address names none. */
  readonly defaultStore: () => string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

const SAFETY_HEADERS = {
  'Content-Security-Policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** For files, which say nothing about anybody's runs. */
const KEPT = { 'Cache-Control': 'private, max-age=31536000, immutable' };

/**
 * Answers a plain HTTP request: `/?token=…&store=…` with the metrics page, `/<token>/<file>` with a file of the
 * panel's bundle. Everything else is refused.
 */
export function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageOptions,
): void {
  if (!isOwnHost(request.headers.host, options.port))
    return refuse(response, 403, 'This address is not the one to open.');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only reading is possible here.');
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  if (url.pathname === '/') return sendPanel(request, response, url, options);
  const [, token = '', name = '', ...more] = url.pathname.split('/');
  if (!sameToken(token, options.token))
    return refuse(response, 403, 'Open the address with the token that the terminal printed.');
  const type = TYPES[extname(name)];
  if (more.length > 0 || type === undefined || !/^[\w-][\w.-]*$/.test(name))
    return refuse(response, 404, 'There is no such file.');
  sendFile(request, response, join(options.webviewFolder, name), type);
}

function sendPanel(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: PageOptions,
): void {
  const token = url.searchParams.get('token') ?? '';
  if (!sameToken(token, options.token))
    return refuse(response, 403, 'Open the address with the token that the terminal printed.');
  const html = panelPage({
    title: 'Optiscope',
    script: fileAddress(token, 'panel.js', options),
    style: fileAddress(token, 'panel.css', options),
    nonce: randomBytes(16).toString('base64'),
    source: "'self'",
    socket: {
      url: `ws://${request.headers.host}${SOCKET_PATH}`,
      token,
      store: url.searchParams.get('store') ?? options.defaultStore(),
    },
  });
  response.writeHead(200, { ...SAFETY_HEADERS, 'Content-Type': 'text/html; charset=utf-8' });
  response.end(request.method === 'HEAD' ? undefined : html);
}

/** Another one whenever the file has changed, so that a browser may keep the file, and what it compiled of it. */
function fileAddress(token: string, name: string, { webviewFolder }: PageOptions): string {
  const found = statSync(join(webviewFolder, name), { throwIfNoEntry: false });
  return `/${token}/${name}?${found?.mtimeMs.toString(36) ?? ''}`;
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return refuse(response, 404, 'There is no such file.');
  response.writeHead(200, { ...SAFETY_HEADERS, ...KEPT, 'Content-Type': type });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { ...SAFETY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}
