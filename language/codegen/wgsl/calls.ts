import type { Buffers } from '../wasm/buffers';
import { shapeIn } from '../wasm/blocks';
import type { LoweredKernel } from '../wasm/lower';
import type { Numbers } from '../wasm/numbers';
import { kernelsOf, type Run } from '../wasm/runs';
import type { Dispatch } from './machine';
import { GIVEN, GROUP_SIZE, TILE, writeShaders, type Shader } from './shader';

/** More workgroups than that go round again: a device takes 65,535 of them at once. */
const MOST_GROUPS = 16_384;
/** What a reduction of a whole tensor leaves to the host to add up, at most. */
const MOST_TOTALS = 64;

/** Workgroups for so many invocations of their own. */
export const groupsFor = (invocations: number): number =>
  Math.min(MOST_GROUPS, Math.ceil(invocations / GROUP_SIZE));

/** A shader ready to be called for one run of tensors. */
export interface Call {
  readonly shader: Shader;
  readonly lowered: LoweredKernel;
  readonly run: Run;
  readonly given: Uint32Array;
  /** Where in `given` its numbers begin, and where they stand among those of the body, argument by argument. */
  readonly numbersAt: number;
  readonly places: readonly number[];
  readonly workgroups: number;
  /** Where among all totals those of its folds begin, where the host brings them together. */
  readonly totals: readonly number[];
  readonly elements: number;
}

/** All calls of some runs, by kernel. */
export interface Calls {
  readonly byRun: ReadonlyMap<Run, ReadonlyMap<LoweredKernel, readonly Call[]>>;
  /** Where in the arena the totals lie that the host brings together, and how many. */
  readonly totals: { readonly at: number; readonly count: number };
}

/**
 * Prepares the shaders of some runs.
 *
 * @param reserve makes room in the arena for so many totals, and says where
 */
export function prepareCalls(
  runs: readonly Run[],
  buffers: Buffers,
  scope: string,
  numbers: Numbers,
  reserve: (totals: number) => number,
): Calls {
  const kernels = [...new Set(runs.flatMap(({ recipe }) => kernelsOf(recipe)))];
  const shaders = new Map(kernels.map((each) => [each, writeShaders(each.kernel, each.folds)]));
  const sized = runs.map((run) => ({
    run,
    kernels: kernelsOf(run.recipe).map((lowered) => ({
      lowered,
      shaders: shaders
        .get(lowered)!
        .map((shader) => ({ shader, size: sizeOf(shader, lowered, run) })),
    })),
  }));
  const count = sized
    .flatMap((each) => each.kernels)
    .flatMap((each) => each.shaders)
    .reduce((sum, { size }) => sum + size.totals, 0);
  const at = count > 0 ? reserve(count) : 0;
  let next = 0;
  const prepare = (lowered: LoweredKernel, run: Run, shader: Shader, size: Size): Call => {
    const { rows, cols, workgroups } = size;
    const [tensor] = run.tensors;
    const first = next;
    next += size.totals;
    const totals = shader.folds.map((_, f) => first + f * workgroups);
    const addresses = lowered.buffers.map((ref) => buffers.addressOf(ref, scope, tensor) / 4);
    const results = shader.folds.map((fold, f) => {
      const { per } = lowered.kernel.folds[fold];
      if (per === 'all') return at + totals[f];
      const { id } = lowered.folds[fold].statement;
      return buffers.addressOf({ of: 'statement', id, extent: per }, scope, tensor) / 4;
    });
    const numbersAt = GIVEN.buffers + addresses.length + results.length;
    const given = new Uint32Array(numbersAt + shader.numbers.length);
    given[GIVEN.rows] = rows;
    given[GIVEN.cols] = cols;
    given.set(wordsOf([-Infinity]), GIVEN.lowest);
    given.set([...addresses, ...results], GIVEN.buffers);
    const places = lowered.numbers.map((operand) => numbers.placeOf(operand, tensor));
    return {
      shader,
      lowered,
      run,
      given,
      numbersAt,
      places,
      workgroups,
      totals,
      elements: rows * cols,
    };
  };
  const byRun = new Map(
    sized.map(({ run, kernels }) => [
      run,
      new Map(
        kernels.map(({ lowered, shaders }) => [
          lowered,
          shaders.map(({ shader, size }) => prepare(lowered, run, shader, size)),
        ]),
      ),
    ]),
  );
  return { byRun, totals: { at, count } };
}

/** What a call comes to with the body's numbers; nothing where it has nothing to go through. */
export function dispatchesOf(call: Call, { values }: Numbers): Dispatch[] {
  const { shader, given, numbersAt, places, workgroups } = call;
  if (workgroups === 0) return [];
  const numbers = shader.numbers.map(({ index, as }) => {
    const number = values[places[index]];
    if (as === 'itself') return number;
    return as === 'complement' ? 1 - number : 1 / Math.fround(number);
  });
  given.set(wordsOf(numbers), numbersAt);
  return [{ shader: shader.text, given, workgroups }];
}

/** How large a call is, and how many totals it leaves. */
interface Size {
  readonly rows: number;
  readonly cols: number;
  readonly workgroups: number;
  readonly totals: number;
}

function sizeOf({ doing, folds }: Shader, { domain }: LoweredKernel, run: Run): Size {
  const [rows, cols] = shapeIn(domain, run);
  const groups = {
    store: groupsFor(rows * cols),
    all: Math.min(MOST_TOTALS, groupsFor(rows * cols)),
    row: Math.min(MOST_GROUPS, rows),
    col: Math.min(MOST_GROUPS, Math.ceil(cols / TILE)),
  };
  const workgroups = groups[doing];
  return { rows, cols, workgroups, totals: doing === 'all' ? workgroups * folds.length : 0 };
}

const wordsOf = (numbers: readonly number[]): Uint32Array =>
  new Uint32Array(Float32Array.from(numbers).buffer);
