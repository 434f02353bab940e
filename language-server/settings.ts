import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { LintLevels } from '../language';
import type { ClientCapabilities, Connection } from 'vscode-languageserver';

/** What package.json declares under `optiscope.` and this server goes by. */
export interface Settings {
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly checkWorkspace: boolean;
  readonly probes: boolean;
  /** How lints are reported, by code. */
  readonly lints: LintLevels;
}

type Flag = 'codeLens' | 'inlayHints' | 'checkWorkspace' | 'probes';

const DEFAULTS: Settings = {
  codeLens: true,
  inlayHints: false,
  checkWorkspace: true,
  probes: true,
  lints: {},
};

const LEVELS: ReadonlySet<unknown> = new Set(['off', 'hint', 'info', 'warning', 'error']);

/** Keeps the person's settings; an editor that has none gets the defaults. */
export class SettingsStore {
  #current = DEFAULTS;
  readonly #connection: Connection;
  readonly #changed: () => void;

  constructor(connection: Connection, changed: () => void) {
    this.#connection = connection;
    this.#changed = changed;
  }

  get current(): Settings {
    return this.#current;
  }

  /** After the editor has said what it can: asks now, and again whenever something changes. */
  async begin({ workspace }: ClientCapabilities): Promise<void> {
    if (workspace?.configuration !== true) return this.#changed();
    this.#connection.onDidChangeConfiguration(() => void this.#ask());
    if (workspace.didChangeConfiguration?.dynamicRegistration === true)
      await this.#connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'optiscope',
      });
    await this.#ask();
  }

  async #ask(): Promise<void> {
    const given: unknown = await this.#connection.workspace.getConfiguration('optiscope');
    this.#current = read(given);
    this.#changed();
  }
}

function read(given: unknown): Settings {
  const values = (given ?? {}) as Partial<Record<keyof Settings, unknown>>;
  const flag = (name: Flag): boolean => {
    const value = values[name];
    return typeof value === 'boolean' ? value : DEFAULTS[name];
  };
  return {
    codeLens: flag('codeLens'),
    inlayHints: flag('inlayHints'),
    checkWorkspace: flag('checkWorkspace'),
    probes: flag('probes'),
    lints: levels(values.lints),
  };
}

function levels(given: unknown): LintLevels {
  const entries = Object.entries((given ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.filter(([, level]) => LEVELS.has(level))) as LintLevels;
}
