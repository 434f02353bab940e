import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TOKEN_SUBPROTOCOL } from '../protocol/ws-connection';

/** Compares in a time that tells nothing about where they differ. */
export function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Why a WebSocket handshake is refused, one sentence; null when it may go on. */
export function refusal(request: IncomingMessage, port: number, token: string): string | null {
  if (!isOwnHost(request.headers.host, port)) return 'This address is not the one to connect to.';
  if (!isOwnOrigin(request.headers.origin, port)) return 'Other web pages may not connect.';
  const given = offeredToken(request);
  if (given === null) return 'A token is needed.';
  return sameToken(given, token) ? null : 'The token is wrong.';
}

/** False when a name was made to point at this machine to reach it from a foreign page. */
export const isOwnHost = (host: string | undefined, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`;

/** Programs send no Origin; a browser sends that of the page, which must be our own. */
const isOwnOrigin = (origin: string | undefined, port: number): boolean =>
  origin === undefined ||
  origin === `http://127.0.0.1:${port}` ||
  origin === `http://localhost:${port}`;

function offeredToken(request: IncomingMessage): string | null {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  const carrier = offered
    .map((name) => name.trim())
    .find((name) => name.startsWith(TOKEN_SUBPROTOCOL));
  return carrier?.slice(TOKEN_SUBPROTOCOL.length) ?? null;
}
