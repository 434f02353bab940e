import type { Program } from '../language';

/** Says which known rule a program is, in words: `Lion with beta1 = 0.95`; null where it is none. */
export type Recognize = (program: Program) => Promise<string | null>;

/** Programs are looked at when this long nothing has been typed. */
const PAUSE_MS = 300;

/** Which known rules the open programs are: found out after a pause, told when it differs from before. */
export class Recognitions {
  readonly #recognize: Recognize;
  readonly #programOf: (uri: string) => Program | null;
  readonly #told: (uri: string) => void;
  readonly #pauses = new Map<string, NodeJS.Timeout>();
  readonly #found = new Map<string, string | null>();

  /**
   * @param programOf a document's program as it stands; null for one that is closed or has errors
   * @param told something is known of a document that was not before
   */
  constructor(
    recognize: Recognize,
    programOf: (uri: string) => Program | null,
    told: (uri: string) => void,
  ) {
    this.#recognize = recognize;
    this.#programOf = programOf;
    this.#told = told;
  }

  /** What is known of a document, which may be of a moment ago: a lens does not flicker while one types. */
  of(uri: string): string | null {
    return this.#found.get(uri) ?? null;
  }

  /** A document has been opened or changed. */
  changed(uri: string): void {
    clearTimeout(this.#pauses.get(uri));
    const pause = setTimeout(() => {
      this.#pauses.delete(uri);
      void this.#look(uri);
    }, PAUSE_MS);
    this.#pauses.set(uri, pause);
  }

  forget(uri: string): void {
    clearTimeout(this.#pauses.get(uri));
    this.#pauses.delete(uri);
    this.#found.delete(uri);
  }

  async #look(uri: string): Promise<void> {
    const program = this.#programOf(uri);
    if (program === null) return;
    const found = await this.#recognize(program);
    // What has changed or been closed meanwhile is asked about again, or not at all.
    if (this.#programOf(uri) !== program || found === this.of(uri)) return;
    this.#found.set(uri, found);
    this.#told(uri);
  }
}
