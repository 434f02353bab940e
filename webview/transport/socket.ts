import { EXPORT_FORMATS, type ExportedFile } from '../../runtime/protocol/panel';
import type { Transport, TransportListener } from './transport';

const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5000;

export interface SocketAddress {
  readonly url: string;
  readonly token: string;
  readonly store: string;
}

/** On the page that `optiscope serve` offers: a WebSocket of our own, opened again whenever it is lost. */
export function socketTransport({ url, token, store }: SocketAddress): Transport {
  const stateKey = `optiscope:${store}`;
  let socket: WebSocket | null = null;
  let retryMs = FIRST_RETRY_MS;

  function open(listener: TransportListener): void {
    socket = new WebSocket(url, [`optiscope.token.${token}`]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      listener.opened();
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') listener.text(data);
      else listener.frame(new Uint8Array(data));
    };
    socket.onclose = () => {
      listener.closed('The runtime is gone. Reconnecting…');
      setTimeout(() => open(listener), retryMs);
      retryMs = Math.min(2 * retryMs, LONGEST_RETRY_MS);
    };
  }

  return {
    start: open,
    send: (text) => socket?.send(text),
    commands: new Set(),
    command: () => undefined,
    offer: download,
    defaultStore: store,
    restore() {
      try {
        return JSON.parse(localStorage.getItem(stateKey) ?? 'null');
      } catch {
        return null;
      }
    },
    save: (state) => localStorage.setItem(stateKey, JSON.stringify(state)),
  };
}

/** Gives a file to the browser, which keeps it where it keeps downloads. */
function download({ format, name, content }: ExportedFile): void {
  const url = URL.createObjectURL(new Blob([content], { type: EXPORT_FORMATS[format].mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** By then the browser has taken a file over. */
const KEPT_MS = 60_000;
