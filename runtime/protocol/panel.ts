/**
 * What the metrics panel and the place that hosts it say to each other. The panel is one browser app with two
 * homes: a webview of the editor, where the extension relays the raw messages of one supervisor connection per
 * panel, and the page that `optiscope serve` offers, where the panel opens the socket itself.
 */

/** From the extension to the panel. */
export type ToPanel =
  /** A connection to the supervisor is up; the panel starts with `Initialize`. Sent again after each reconnect. */
  | { readonly type: 'socket-open' }
  | { readonly type: 'socket-text'; readonly text: string }
  | { readonly type: 'socket-frame'; readonly data: ArrayBuffer }
  /** The connection is gone; the extension tries again by itself. */
  | { readonly type: 'socket-closed'; readonly reason: string }
  /** Show exactly these runs of this store. A panel that is restored shows its last ones until it hears this. */
  | { readonly type: 'show'; readonly store: string; readonly runs: readonly string[] }
  /** Offer what is on screen as a file. */
  | { readonly type: 'export'; readonly format: ExportFormat };

/** From the panel to the extension. */
export type FromPanel =
  /** The panel listens from now on; nothing sent before it is heard. */
  | { readonly type: 'ready' }
  | { readonly type: 'socket-text'; readonly text: string }
  /** What it shows, whoever chose it: the editor keeps a page's own state too late for a quick reload. */
  | { readonly type: 'shown'; readonly store: string; readonly runs: readonly string[] }
  /** A file for the person to keep: the editor asks where. */
  | ({ readonly type: 'save' } & Pick<ExportedFile, 'format' | 'name'> & {
        readonly content: ArrayBuffer;
      })
  | {
      readonly type: 'command';
      readonly command: PanelCommand;
      /** The run that it is about, if any: its id. */
      readonly args: readonly string[];
    };

/** The files that what is on screen can be saved as, by their extension. */
export const EXPORT_FORMATS = {
  png: { title: 'PNG Image', mime: 'image/png' },
  svg: { title: 'SVG Drawing', mime: 'image/svg+xml' },
  csv: { title: 'CSV Table', mime: 'text/csv' },
  json: { title: 'JSON', mime: 'application/json' },
  html: { title: 'Web Page', mime: 'text/html' },
} as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

export interface ExportedFile {
  readonly format: ExportFormat;
  /** A name to propose, with its extension. */
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What the panel may ask of the editor: the runtime's log, a start of the runtime, a training run. */
export const PANEL_COMMANDS = ['showLog', 'restartRuntime', 'train'] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number];

export interface PanelPage {
  readonly title: string;
  /** Addresses of panel.js and panel.css as the page can load them; the icon font lies beside panel.css. */
  readonly script: string;
  readonly style: string;
  /** Fresh and random for each page. */
  readonly nonce: string;
  /** Where style and font may come from: a webview's `cspSource`, or `'self'`. */
  readonly source: string;
  /** Only for a page that opens the socket itself. */
  readonly socket: { readonly url: string; readonly token: string; readonly store: string } | null;
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The panel's HTML for either home, with a policy that allows its own script, style, font, pictures and socket only. */
export function panelPage(page: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.source}`,
    `font-src ${page.source}`,
    // Logged pictures, which the page itself makes addresses for.
    'img-src blob:',
    ...(page.socket ? [`connect-src ${new URL(page.socket.url).origin}`] : []),
  ].join('; ');
  const data = page.socket
    ? Object.entries({
        'data-transport': 'socket',
        'data-socket-url': page.socket.url,
        'data-token': page.socket.token,
        'data-store': page.socket.store,
      })
    : [['data-transport', 'editor'] as const];
  const attributes = data.map(([name, value]) => `${name}="${escapeAttribute(value)}"`).join(' ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeAttribute(page.style)}">
<title>${escapeAttribute(page.title)}</title>
</head>
<body ${attributes}>
<div id="panel"></div>
<script nonce="${page.nonce}" src="${escapeAttribute(page.script)}"></script>
</body>
</html>
`;
}
