/** One command of the command line: its name, its usage and what it does. */
export interface Command {
  readonly name: string;
  /** What stands behind the name: "PROGRAM… --task NAME". */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** Its options, one line each, for `--help`. */
  readonly help: readonly (readonly [option: string, meaning: string])[];
  /** Runs it; the exit status. Throws UsageError and InputError. */
  run(args: readonly string[]): Promise<number>;
}
