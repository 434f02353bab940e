import { expect, it } from 'vitest';
import { analyze } from '../../../language';
import {
  disagreement,
  inputsFor,
  randomProgram,
  staysOrdinary,
  type Allowance,
} from '../../../language/testing';
import type { ShaderJob, ShaderResult } from './shader-process.test-helper';
import { runShaders } from './shaders.test-helper';

/** OPTISCOPE_PROGRAMS=N tries so many; each is some shaders to compile. */
const PROGRAMS = Number(process.env['OPTISCOPE_PROGRAMS'] ?? 8);
/** As many as one process is given. */
const BATCH = 100;
const PATIENCE = 600_000;

/** Functions are off by four units, sums by some roundings in float32; see docs/performance.md. */
const ALLOWANCE: Allowance = { units: 8, sums: true, slack: 2 ** -18 };

const flat = (lists: readonly ArrayLike<number>[]): Float32Array =>
  Float32Array.from(lists.flatMap((list) => Array.from(list)));

/** Programs whose numbers stay ordinary: about infinities, NaN and what float32 flushes to 0 shaders promise nothing. */
function* ordinaryPrograms() {
  for (let seed = 0; ; seed++) {
    const text = randomProgram(seed);
    const { program } = analyze(text, { lints: false });
    if (!program) continue;
    const given = inputsFor(program, seed, 0);
    if (staysOrdinary(program, given)) yield { seed, text, program, given };
  }
}

it(
  `random programs agree with the reference as shaders: ${PROGRAMS}`,
  async () => {
    const programs = ordinaryPrograms();
    for (let done = 0; done < PROGRAMS; done += BATCH) {
      const batch = Array.from(
        { length: Math.min(BATCH, PROGRAMS - done) },
        () => programs.next().value!,
      );
      const results = await runShaders(
        batch.map(({ text, given: { parameters, slots, context, w, g } }): ShaderJob => ({
          text,
          parameters,
          slots,
          steps: [{ w: flat(w), g: flat(g), context }],
        })),
      );
      batch.forEach(({ seed, text, program, given }, i) => {
        const result = results[i]!;
        expect(result.lacking, text).toBeNull();
        const found = disagreement(program, given, listsOf(result, program.slots), seed, ALLOWANCE);
        if (found) expect.fail(`${found} with seed ${seed} of\n${text}`);
      });
    }
  },
  PATIENCE,
);

/** The update, then the slots, as flat lists. */
const listsOf = (
  { steps, slots }: ShaderResult,
  declared: readonly { readonly name: string }[],
): number[][] => [
  [...steps[0]!.updates],
  ...declared.map(({ name }) => {
    const value = slots![name]!;
    return typeof value === 'number' ? [value] : [...flat(value)];
  }),
];
