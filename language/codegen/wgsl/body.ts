import type { TensorFacts } from '../../functions/entry';
import { onModel, type Given } from '../../interpret/evaluate';
import type { Operand } from '../../ir/program';
import type { Arena } from '../wasm/arena';
import { shapeIn } from '../wasm/blocks';
import type { Buffers } from '../wasm/buffers';
import { Gathering } from '../wasm/gathering';
import { createKnowledge } from '../wasm/known';
import type { Domain, LoweredKernel, Wanted } from '../wasm/lower';
import { isFold, KERNEL_EXTENTS, type Placed, type Placement } from '../wasm/places';
import { kernelsOf, planRuns, type Cases, type Run } from '../wasm/runs';
import { NoShader, ShaderGraph } from './graph';
import type { Dispatch, ShaderMachine } from './machine';
import { GIVEN, GROUP_SIZE, TILE, writeShaders, type Shader } from './shader';

/** More workgroups than that go round again: a device takes 65,535 of them at once. */
const MOST_GROUPS = 16_384;
/** What a reduction of a whole tensor leaves to the host to add up, at most. */
const MOST_TOTALS = 64;

/** A shader ready to be called for one run of tensors. */
interface Call {
  readonly shader: Shader;
  readonly lowered: LoweredKernel;
  readonly given: Uint32Array;
  readonly numbersAt: number;
  readonly workgroups: number;
  /** Where in the arena the totals of its folds begin, where the host brings those together. */
  readonly totals: readonly number[];
  readonly elements: number;
}

interface PlannedRun {
  readonly run: Run;
  readonly calls: ReadonlyMap<LoweredKernel, readonly Call[]>;
  /** Numbers of tensor extent, by statement. */
  readonly scalars: Map<number, number>;
}

/** Numbers of model or tensor extent that a body does not work out itself. */
export type NumberSource = (operand: Given, tensor: number) => number;

/** A body of statements as shaders. Throws `NoShader` for one that asks for more than they do. */
export class ShaderBody {
  private readonly runs: readonly PlannedRun[];
  /** Numbers of model extent, by statement. */
  private numbers = new Map<number, number>();
  private source!: NumberSource;
  private readonly totals: { readonly at: number; readonly count: number };

  constructor(
    private readonly placement: Placement,
    tensors: readonly TensorFacts[],
    private readonly cases: Cases,
    wanted: readonly Wanted[],
    arena: Arena,
    private readonly buffers: Buffers,
    private readonly scope: string,
  ) {
    for (const { statement, entry, place } of placement.placed) {
      const beyond = place === 'interpreted' || place === 'pass' || entry.meaning.per === 'random';
      // What a reduction is about would have to come back to the host first, and in float64.
      if (beyond || (isFold(entry.kernel) && entry.kernel.about)) throw new NoShader(statement.fn);
      const { extent } = statement.type;
      if (place === 'fold' && KERNEL_EXTENTS.includes(extent))
        buffers.reserve({ of: 'statement', id: statement.id, extent: extent as Domain }, scope);
    }
    // Divisions stay guarded: a shader waits for memory, not for arithmetic.
    const known = createKnowledge(placement.body, []);
    const create = (): ShaderGraph => new ShaderGraph();
    const runs = planRuns(placement, tensors, cases, wanted, known, [], create);
    runs
      .flatMap(({ recipe }) => kernelsOf(recipe))
      .forEach(({ buffers: refs }) => refs.forEach((ref) => buffers.reserve(ref, scope)));
    const shadersOf = new Map(
      [...new Set(runs.flatMap(({ recipe }) => kernelsOf(recipe)))].map((each) => [
        each,
        writeShaders(each.kernel, each.folds),
      ]),
    );
    const sizes = runs.map((run) =>
      kernelsOf(run.recipe).map((lowered) =>
        shadersOf.get(lowered)!.map((each) => sizeOf(each, lowered, run)),
      ),
    );
    const count = sizes.flat(2).reduce((sum, { totals }) => sum + totals, 0);
    const at = count > 0 ? arena.reserve(4 * count, 'sums of tensors') / 4 : 0;
    this.totals = { at, count };
    let next = at;
    this.runs = runs.map((run, r) => {
      const calls = kernelsOf(run.recipe).map((lowered, k) => {
        const shaders = shadersOf.get(lowered)!;
        return [
          lowered,
          shaders.map((shader, s) => {
            const size = sizes[r][k][s];
            const call = this.prepare(shader, lowered, run, size, next);
            next += size.totals;
            return call;
          }),
        ] as const;
      });
      return { run, calls: new Map(calls), scalars: new Map() };
    });
  }

  /** The texts of all its shaders. */
  get shaders(): string[] {
    const calls = this.runs.flatMap(({ calls }) => [...calls.values()].flat());
    return [...new Set(calls.map(({ shader }) => shader.text))];
  }

  /** Works the body out; what is wanted of it is stored where it is wanted once the machine has come to it. */
  async execute(machine: ShaderMachine, source: NumberSource): Promise<void> {
    this.source = source;
    this.numbers = new Map();
    const { levels, placed } = this.placement;
    for (let level = 0; level < levels; level++) {
      const here = placed.filter((each) => each.level === level);
      here.filter(({ place }) => place === 'host').forEach((each) => this.runHost(each));
      await this.runLevel(level, here, machine);
    }
    machine.run(
      this.runs.flatMap((planned) =>
        planned.run.recipe.last.flatMap((each) => this.dispatches(planned, each)),
      ),
    );
  }

  /** A number of model extent, once the body is worked out. */
  modelNumber(operand: Operand): number {
    return this.numberOf(operand, 0, this.runs[0]?.scalars ?? new Map());
  }

  /** A tensor's number. */
  tensorNumber(operand: Operand, tensor: number): number {
    const { scalars } = this.runs.find(({ run }) => run.tensors.includes(tensor))!;
    return Math.fround(this.numberOf(operand, tensor, scalars));
  }

  private prepare(
    shader: Shader,
    lowered: LoweredKernel,
    run: Run,
    size: Size,
    totalsAt: number,
  ): Call {
    const { rows, cols, workgroups } = size;
    const numbersAt = GIVEN.buffers + lowered.buffers.length + shader.folds.length;
    const given = new Uint32Array(numbersAt + shader.numbers.length);
    given[GIVEN.rows] = rows;
    given[GIVEN.cols] = cols;
    given.set(wordsOf([-Infinity]), GIVEN.lowest);
    const [tensor] = run.tensors;
    const addresses = lowered.buffers.map((ref) => this.buffers.addressOf(ref, this.scope, tensor));
    const totals = shader.folds.map((_, f) => totalsAt + f * workgroups);
    const results = shader.folds.map((fold, f) => {
      const { per } = lowered.kernel.folds[fold];
      if (per === 'all') return totals[f];
      const { id } = lowered.folds[fold].statement;
      return this.buffers.addressOf({ of: 'statement', id, extent: per }, this.scope, tensor) / 4;
    });
    given.set([...addresses.map((address) => address / 4), ...results], GIVEN.buffers);
    return { shader, lowered, given, numbersAt, workgroups, totals, elements: rows * cols };
  }

  private dispatches({ run, calls, scalars }: PlannedRun, lowered: LoweredKernel): Dispatch[] {
    return calls.get(lowered)!.flatMap(({ shader, given, numbersAt, workgroups }) => {
      const numbers = shader.numbers.map(({ index, as }) => {
        const number = this.numberOf(lowered.numbers[index], run.tensors[0], scalars);
        if (as === 'itself') return number;
        return as === 'complement' ? 1 - number : 1 / Math.fround(number);
      });
      given.set(wordsOf(numbers), numbersAt);
      return workgroups > 0 ? [{ shader: shader.text, given, workgroups }] : [];
    });
  }

  private async runLevel(
    level: number,
    here: readonly Placed[],
    machine: ShaderMachine,
  ): Promise<void> {
    const gathering = new Gathering();
    const dispatched: { readonly planned: PlannedRun; readonly call: Call }[] = [];
    for (const planned of this.runs) {
      const { run, calls, scalars } = planned;
      for (const action of run.recipe.actions[level]) {
        if (action.do === 'kernel') {
          machine.run(this.dispatches(planned, action.lowered));
          dispatched.push(...calls.get(action.lowered)!.map((call) => ({ planned, call })));
        } else if (action.do === 'scalar') {
          const value = this.scalar(action.placed, run, scalars);
          scalars.set(action.placed.statement.id, value);
        } else if (this.holds(action.placed, run, scalars)) {
          const { args } = action.placed.statement;
          const numbers = args.map((arg) =>
            Math.fround(this.numberOf(arg, run.tensors[0], scalars)),
          );
          gathering.list(action.placed, numbers);
        }
      }
    }
    const folding = dispatched.filter(({ call }) => call.shader.doing === 'all');
    if (folding.length > 0) {
      const { at, count } = this.totals;
      const read = await machine.read(at, count);
      for (const { planned, call } of folding) this.takeTotals(planned, call, read, gathering);
    }
    for (const each of here) {
      if (each.place === 'fold' && each.statement.type.extent === 'model')
        this.numbers.set(each.statement.id, gathering.result(each));
    }
  }

  /** What the workgroups found, brought together in float64. */
  private takeTotals(
    { run, scalars }: PlannedRun,
    call: Call,
    read: Float32Array,
    gathering: Gathering,
  ): void {
    call.shader.folds.forEach((fold, f) => {
      const placed = call.lowered.folds[fold];
      const { kernel, meaning } = placed.entry;
      if (!isFold(kernel)) return;
      const from = call.totals[f] - this.totals.at;
      const parts = read.subarray(from, from + call.workgroups);
      const total =
        kernel.fold === 'sum'
          ? parts.reduce((sum, part) => sum + part, 0)
          : parts.reduce((most, part) => Math.max(most, part), -Infinity);
      if (meaning.per === 'model') {
        if (this.holds(placed, run, scalars)) gathering.add(placed, total, call.elements);
      } else {
        scalars.set(placed.statement.id, Math.fround(kernel.finish(total, call.elements)));
      }
    });
  }

  private runHost({ statement, entry: { meaning } }: Placed): void {
    const none = new Map<number, number>();
    const args = statement.args.map((arg) => this.numberOf(arg, 0, none));
    this.numbers.set(statement.id, onModel(meaning, args));
  }

  private holds({ statement: { guard } }: Placed, run: Run, scalars: Map<number, number>): boolean {
    return guard === null || this.numberOf(guard, run.tensors[0], scalars) !== 0;
  }

  private scalar({ statement, entry }: Placed, run: Run, scalars: Map<number, number>): number {
    const { meaning, signature } = entry;
    const args = statement.args.map((arg, i) => {
      const value = this.numberOf(arg, run.tensors[0], scalars);
      return signature.arguments[i].exact ? value : Math.fround(value);
    });
    if (meaning.per === 'element') return meaning.of(Math.fround, ...args);
    if (meaning.per === 'tensor') return Math.fround(meaning.of(...args.map((x) => [x])));
    throw new NoShader(statement.fn);
  }

  /** A number of model or tensor extent. What a branch left out is 0: nothing looks at it. */
  private numberOf(operand: Operand, tensor: number, scalars: Map<number, number>): number {
    switch (operand.from) {
      case 'statement':
        return (
          this.numbers.get(operand.id) ??
          scalars.get(operand.id) ??
          this.cases.fixed.get(operand.id)?.[tensor] ??
          0
        );
      case 'literal':
        return Number(operand.value);
      case 'string':
        return 0;
      default:
        return this.source(operand, tensor);
    }
  }
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
    store: Math.min(MOST_GROUPS, Math.ceil((rows * cols) / GROUP_SIZE)),
    all: Math.min(MOST_TOTALS, Math.ceil((rows * cols) / GROUP_SIZE)),
    row: Math.min(MOST_GROUPS, rows),
    col: Math.min(MOST_GROUPS, Math.ceil(cols / TILE)),
  };
  const workgroups = groups[doing];
  return { rows, cols, workgroups, totals: doing === 'all' ? workgroups * folds.length : 0 };
}

const wordsOf = (numbers: readonly number[]): Uint32Array =>
  new Uint32Array(Float32Array.from(numbers).buffer);
