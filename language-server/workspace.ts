import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import type {
  ClientCapabilities,
  Connection,
  Diagnostic,
  WorkspaceFolder,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LintLevels } from '../language';
import { analyzed, programName } from './analyses';
import { diagnosticsOf } from './diagnostics';
import { keyOf } from './program-files';
import type { ProgramFiles } from './program-files';

/** Where programs lie that are not open; an editor without a disk has none. */
export interface Files {
  /** The programs below a folder, as URIs, at most so many. */
  list(folder: string, most: number): Promise<readonly string[]>;
  /** A program's text; null where there is none. */
  read(uri: string): Promise<string | null>;
  /** The same without waiting: what a program imports is read while it is checked. */
  readNow(uri: string): string | null;
  /** The programs right in a folder, as URIs, without waiting. */
  beside(folder: string): readonly string[];
  /** The folder of the programs that come with the product, as a URI. */
  readonly gallery: string;
}

/** Programs of one workspace that are looked at without being open. */
const MOST_FILES = 1_000;

/** Tells the problems of all programs in the workspace's folders, whether or not they are open. */
export class WorkspaceCheck {
  readonly #connection: Connection;
  readonly #files: Files | null;
  readonly #programs: ProgramFiles;
  readonly #isOpen: (uri: string) => boolean;
  readonly #lints: () => LintLevels;
  readonly #changed: (uri: string) => void;
  /** The programs by key, with the programs that each imports from. */
  readonly #known = new Map<string, { readonly uri: string; modules: ReadonlySet<string> }>();
  #folders: readonly WorkspaceFolder[] = [];
  #on = false;

  /**
   * @param lints how a person wants lints to be reported
   * @param changed a program on disk has appeared, changed or gone
   */
  constructor(
    connection: Connection,
    files: Files | null,
    programs: ProgramFiles,
    isOpen: (uri: string) => boolean,
    lints: () => LintLevels,
    changed: (uri: string) => void,
  ) {
    this.#connection = connection;
    this.#files = files;
    this.#programs = programs;
    this.#isOpen = isOpen;
    this.#lints = lints;
    this.#changed = changed;
  }

  /** The programs of the workspace, as far as they are looked at. */
  get programs(): string[] {
    return [...this.#known.values()].map(({ uri }) => uri);
  }

  /** After the editor has said what it can: follows its folders and what changes in them. */
  async begin({ workspace }: ClientCapabilities, folders: readonly WorkspaceFolder[]) {
    this.#folders = folders;
    this.#connection.onDidChangeWatchedFiles(({ changes }) => {
      for (const { uri } of changes) void this.#look(uri).then(() => this.#changed(uri));
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

  /** Goes by the person's settings, which may report lints otherwise than before. */
  async turn(on: boolean): Promise<void> {
    if (!on && !this.#on) return;
    this.#on = on;
    await this.#again();
  }

  /** A program has changed that others may import from. */
  async lookAtImporters(changed: string): Promise<void> {
    const name = programName(changed);
    for (const { uri, modules } of [...this.#known.values()])
      if (modules.has(name) && keyOf(uri) !== keyOf(changed)) await this.#look(uri);
  }

  /** A program is no longer open: what is on disk counts from now on. */
  async closed(uri: string): Promise<void> {
    if (this.#on && this.#known.has(keyOf(uri))) await this.#look(uri);
    else this.#tell(uri, null);
  }

  async #again(): Promise<void> {
    const before = this.programs;
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
    else this.#known.set(keyOf(uri), { uri, modules: new Set() });
    // An open document's own text counts, and is answered as it changes.
    if (!this.#isOpen(uri)) this.#tell(uri, text);
  }

  #tell(uri: string, text: string | null): void {
    const diagnostics = text === null ? [] : this.#check(uri, text);
    void this.#connection.sendDiagnostics({ uri, diagnostics });
  }

  #check(uri: string, text: string): Diagnostic[] {
    const modules = new Set<string>();
    const resolve = this.#programs.importsOf(uri);
    const document = TextDocument.create(uri, 'optim', 0, text);
    const found = analyzed(document, this.#lints(), (module) => {
      modules.add(module);
      return resolve(module);
    });
    if (this.#known.has(keyOf(uri))) this.#known.set(keyOf(uri), { uri, modules });
    return diagnosticsOf(found);
  }
}
