import { PANEL_COMMANDS, type FromPanel, type ToPanel } from '../../runtime/protocol/panel';
import type { Transport } from './transport';

interface EditorApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** Inside the editor: the extension relays one supervisor connection through the webview's messages. */
export function editorTransport(): Transport {
  const api = acquireVsCodeApi();
  let told: readonly string[] | null = null;
  return {
    start(listener) {
      window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
        switch (data.type) {
          case 'socket-open':
            return listener.opened();
          case 'socket-text':
            return listener.text(data.text);
          case 'socket-frame':
            return listener.frame(new Uint8Array(data.data));
          case 'socket-closed':
            return listener.closed(data.reason);
          case 'show':
            return listener.show(data.store, data.runs);
          case 'export':
            return listener.export(data.format);
        }
      });
      api.postMessage({ type: 'ready' });
    },
    send: (text) => api.postMessage({ type: 'socket-text', text }),
    commands: new Set(PANEL_COMMANDS),
    command: (command, ...args) => api.postMessage({ type: 'command', command, args }),
    offer: ({ format, name, content }) =>
      api.postMessage({ type: 'save', format, name, content: content.buffer }),
    defaultStore: null,
    restore: () => api.getState(),
    save(state) {
      api.setState(state);
      if (state.store === null || state.shown === told) return;
      told = state.shown;
      api.postMessage({ type: 'shown', store: state.store, runs: state.shown });
    },
  };
}
