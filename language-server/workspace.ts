import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import type { ClientCapabilities, Connection, WorkspaceFolder } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzed, importsFrom } from './analyses';
import { diagnosticsOf } from './diagnostics';

/** Where programs lie that are not open; an editor without a disk has none. */
export interface Files {
  /** The programs below a folder, as URIs, at most so many. */
  list(folder: string, most: number): Promise<readonly string[]>;
  /** A program's text; null where there is none. */
  read(uri: string): Promise<string | null>;
  /** The same without waiting: what a program imports is read while it is checked. */
  readNow(uri: string): string | null;
  /** The folder of the programs that come with the product, as a URI. */
  readonly gallery: string;
}

/** Programs of one workspace that are looked at without being open. */
const MOST_FILES = 1_000;

/** One spelling for the spellings that an editor and a disk have for the same file. */
function keyOf(uri: string): string {
  const lower = (text: string): string =>
    text.replace(/^file:\/\/\/[A-Za-z]:/, (start) => start.toLowerCase());
  try {
    return lower(decodeURIComponent(uri));
  } catch {
    return uri;
  }
}

/** Tells the problems of all programs in the workspace's folders, whether or not they are open. */
export class WorkspaceCheck {
  readonly #connection: Connection;
  readonly #files: Files | null;
  readonly #isOpen: (uri: string) => boolean;
  readonly #known = new Map<string, string>();
  #folders: readonly WorkspaceFolder[] = [];
  #on = false;

  constructor(connection: Connection, files: Files | null, isOpen: (uri: string) => boolean) {
    this.#connection = connection;
    this.#files = files;
    this.#isOpen = isOpen;
  }

  /** After the editor has said what it can: follows its folders and what changes in them. */
  async begin({ workspace }: ClientCapabilities, folders: readonly WorkspaceFolder[]) {
    this.#folders = folders;
    this.#connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) void this.#look(uri);
    });
    if (workspace?.workspaceFolders === true)
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.#folders = [...this.#folders.filter(({ uri }) => !gone.has(uri)), ...added];
        void this.#again();
      });
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true)
      await this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*.optim' }],
      });
  }

  /** Goes by the person's setting. */
  async turn(on: boolean): Promise<void> {
    if (on === this.#on) return;
    this.#on = on;
    await this.#again();
  }

  /** A program is no longer open: what is on disk counts from now on. */
  async closed(uri: string): Promise<void> {
    if (this.#on && this.#known.has(keyOf(uri))) await this.#look(uri);
    else this.#tell(uri, null);
  }

  async #again(): Promise<void> {
    const before = [...this.#known.values()];
    this.#known.clear();
    if (this.#on && this.#files !== null)
      for (const { uri } of this.#folders)
        for (const program of await this.#files.list(uri, MOST_FILES)) await this.#look(program);
    for (const uri of before)
      if (!this.#known.has(keyOf(uri)) && !this.#isOpen(uri)) this.#tell(uri, null);
  }

  /** Reads a program that may have appeared, changed or gone. */
  async #look(uri: string): Promise<void> {
    if (!this.#on || this.#files === null) return;
    const text = await this.#files.read(uri);
    if (text === null) this.#known.delete(keyOf(uri));
    else this.#known.set(keyOf(uri), uri);
    // An open document's own text counts, and is answered as it changes.
    if (!this.#isOpen(uri)) this.#tell(uri, text);
  }

  #tell(uri: string, text: string | null): void {
    const files = this.#files;
    const imports = importsFrom(
      uri,
      files?.gallery ?? null,
      (other) => files?.readNow(other) ?? null,
    );
    const diagnostics =
      text === null
        ? []
        : diagnosticsOf(analyzed(TextDocument.create(uri, 'optim', 0, text), {}, imports));
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }
}
