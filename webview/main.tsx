import '@vscode/codicons/dist/codicon.css';
import 'vscode-jsonrpc/browser';
import './styles/panel.css';
import './styles/standalone.css';
import { render } from 'preact';
import { App } from './app';
import { followBrowserTheme } from './charts/theme';
import { Inspection, type PanelInspection } from './inspection';
import { PanelModel } from './panel-model';
import { editorTransport } from './transport/editor';
import { socketTransport } from './transport/socket';
import type { Transport } from './transport/transport';

declare global {
  interface Window {
    optiscope: PanelInspection;
  }
}

function transportOf({ transport, socketUrl, token, store }: DOMStringMap): Transport {
  if (transport !== 'socket') return editorTransport();
  followBrowserTheme();
  return socketTransport({ url: socketUrl!, token: token!, store: store! });
}

const model = new PanelModel(transportOf(document.body.dataset), (callback) =>
  requestAnimationFrame(callback),
);
const inspection = new Inspection();
window.optiscope = inspection.surface(model);
// Before there is anything to see: the runtime answers meanwhile.
model.start();
render(<App model={model} inspection={inspection} />, document.getElementById('panel')!);
