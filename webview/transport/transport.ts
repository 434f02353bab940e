import type { ExportedFile, ExportFormat, PanelCommand } from '../../runtime/protocol/panel';

/** What is heard from a home: the raw messages of one supervisor connection, and which runs to show. */
export interface TransportListener {
  opened(): void;
  text(text: string): void;
  frame(bytes: Uint8Array): void;
  /** With a sentence for the person. */
  closed(reason: string): void;
  show(store: string, runs: readonly string[]): void;
  /** What is on screen is wanted as a file. */
  export(format: ExportFormat): void;
}

/** What is kept; its home need know no more of it than this. */
export interface SavedView {
  readonly store: string | null;
  readonly shown: readonly string[];
}

/** The panel's home: a webview of the editor, or a page that opens the socket itself. */
export interface Transport {
  /** Starts; from then on the listener is told. A lost connection is tried again without being asked. */
  start(listener: TransportListener): void;
  send(text: string): void;
  /** What this home can do for the panel. */
  readonly commands: ReadonlySet<PanelCommand>;
  command(command: PanelCommand, ...args: string[]): void;
  /** Offers a file for the person to keep. */
  offer(file: ExportedFile): void;
  /** The store to show when nothing else was asked for; its newest comparison comes first. */
  readonly defaultStore: string | null;
  /** What `save` kept before the panel was hidden, reloaded or restarted. */
  restore(): unknown;
  save(state: SavedView): void;
}
