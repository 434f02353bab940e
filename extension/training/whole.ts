/** What a run keeps of its program: one text in which everything stands, as the language server composes it. */
import type { Whole } from '../../language';
import type { RunSpec } from '../../runtime/protocol/runs';

type Switches = NonNullable<RunSpec['switches']>;

/** Composes a program, or a chain of several; flags and choices as they are set. */
export type Compose = (switches: Switches) => Promise<Whole>;

/** Runs of one program as they are recorded: where it imports from others, with the text of all, flags and choices decided. */
export async function selfContained(
  runs: readonly RunSpec[],
  compose: Compose,
): Promise<RunSpec[]> {
  const known = new Map<string, Promise<Whole>>();
  const composed = (switches: Switches): Promise<Whole> => {
    const key = JSON.stringify(switches);
    const found = known.get(key) ?? compose(switches);
    known.set(key, found);
    return found;
  };
  return Promise.all(
    runs.map(async ({ switches, ...run }) => {
      const whole = await composed(switches ?? {});
      if (whole.problem !== null) throw new Error(whole.problem);
      if (!whole.decided) return { ...run, ...(switches && { switches }) };
      const program = { ...run.program, text: whole.text, written: run.program.text };
      return { ...run, program: { ...program, ...(switches && { decided: switches }) } };
    }),
  );
}
