import type { Diagnostic, LintLevels, Program } from '../language';

/** A checked program whose probes are wanted, with the text that it was read from. */
export interface ProbeRequest {
  readonly text: string;
  readonly program: Program;
  /** How findings are to be reported, by code. */
  readonly lints: LintLevels;
}

/** Probes that are being run, away from the thread that answers the editor. */
export interface ProbeRun {
  /** What they say; null where they were given up. */
  readonly found: Promise<readonly Diagnostic[] | null>;
  cancel(): void;
}

export type RunProbes = (request: ProbeRequest) => ProbeRun;

/** Runs the probes of saved programs, one program after the other. A newer text of a program ends what is done for an older. */
export class Probing {
  readonly #run: RunProbes;
  readonly #told: (uri: string, version: number, found: readonly Diagnostic[]) => void;
  readonly #waiting = new Map<string, { version: number; request: ProbeRequest }>();
  #current: { readonly uri: string; readonly run: ProbeRun } | null = null;

  /** @param told what the probes say of a document as it stood at a version */
  constructor(
    run: RunProbes,
    told: (uri: string, version: number, found: readonly Diagnostic[]) => void,
  ) {
    this.#run = run;
    this.#told = told;
  }

  /** A document has been saved. */
  start(uri: string, version: number, request: ProbeRequest): void {
    this.stop(uri);
    this.#waiting.set(uri, { version, request });
    this.#next();
  }

  /** A document is no longer what its probes are run for. */
  stop(uri: string): void {
    this.#waiting.delete(uri);
    if (this.#current?.uri !== uri) return;
    this.#current.run.cancel();
    this.#current = null;
    this.#next();
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#current !== null) return;
    const [uri, { version, request }] = first;
    this.#waiting.delete(uri);
    const current = { uri, run: this.#run(request) };
    this.#current = current;
    void current.run.found.then((found) => {
      // One that was cancelled has been replaced already.
      if (this.#current !== current) return;
      this.#current = null;
      if (found !== null) this.#told(uri, version, found);
      this.#next();
    });
  }
}
