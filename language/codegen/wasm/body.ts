import type { Matrix, TensorFacts } from '../../functions/entry';
import {
  apply,
  drawAt,
  onModel,
  type Given,
  type Moment,
  type Value,
} from '../../interpret/evaluate';
import type { Observation } from '../../interpret/figures';
import { expand, scalarMatrix, shapeOf } from '../../interpret/matrix';
import type { Operand } from '../../ir/program';
import type { Arena } from './arena';
import type { Buffers } from './buffers';
import { bind, callKernel, linesOf, reserveBlock, type Block, type Bound } from './blocks';
import { compileKernels } from './emit';
import { Gathering } from './gathering';
import type { Knowledge } from './known';
import { type BufferRef, type Domain, type LoweredKernel, type Wanted } from './lower';
import { observe } from './observe';
import { isFold, KERNEL_EXTENTS, type Placed, type Placement } from './places';
import { planRuns, type Cases, type Run } from './runs';
import { scratchSize } from './taps';

/** Where a body takes numbers that it does not work out itself, and whom it asks for passes. */
export interface Sources {
  /** Of model or tensor extent. */
  readonly number: (operand: Given, tensor: number) => number;
  readonly moment: Moment;
  readonly pass: (points: readonly Float64Array[]) => {
    readonly loss: number;
    readonly gradients: readonly ArrayLike<number>[];
  };
}

interface BoundRun {
  readonly run: Run;
  /** What stores the results, in order. */
  readonly last: readonly Bound[];
  readonly bound: ReadonlyMap<LoweredKernel, Bound>;
  /** Numbers of tensor extent, by statement. */
  readonly scalars: Map<number, number>;
}

/** A body of statements, compiled for a model's tensors. */
export class CompiledBody {
  private readonly runs: readonly BoundRun[];
  /** Numbers of model extent, by statement. */
  private numbers = new Map<number, number>();
  private sources!: Sources;

  constructor(
    private readonly placement: Placement,
    private readonly tensors: readonly TensorFacts[],
    private readonly cases: Cases,
    wanted: readonly Wanted[],
    known: Knowledge,
    private readonly arena: Arena,
    private readonly buffers: Buffers,
    private readonly scope: string,
    private readonly watched: readonly Operand[] = [],
  ) {
    const runs = planRuns(placement, tensors, cases, wanted, known, watched);
    const kernels = [...new Set(runs.flatMap(({ recipe }) => kernelsOf(recipe)))];
    for (const { statement, place } of placement.placed) {
      const { extent } = statement.type;
      const kept = place === 'fold' || place === 'interpreted' || place === 'pass';
      if (kept && KERNEL_EXTENTS.includes(extent)) this.reserve(statement.id, extent as Domain);
    }
    kernels.flatMap(({ buffers }) => buffers).forEach((ref) => buffers.reserve(ref, scope));
    const blocks = runs.map((run) => ({
      before: actionKernels(run.recipe).map((each) => reserveBlock(arena, each, run)),
      last: run.recipe.last.flatMap((each) =>
        partsOf(run, each, tensors).map((part) => reserveBlock(arena, each, part)),
      ),
    }));
    const taps = Math.max(0, ...kernels.map(({ tapped }) => tapped.length));
    const scratch = arena.reserve(scratchSize(taps), 'what is measured of values');
    const memory = arena.commit();
    const calls = compileKernels(
      kernels.map(({ kernel }) => kernel),
      memory,
    );
    const callOf = new Map(kernels.map((lowered, i) => [lowered, calls[i]]));
    this.runs = runs.map((run, r) => {
      const ready = (block: Block): Bound =>
        bind(block, arena, buffers, scope, callOf.get(block.lowered)!, scratch);
      const bound = new Map(blocks[r].before.map((block) => [block.lowered, ready(block)]));
      return { run, bound, last: blocks[r].last.map(ready), scalars: new Map() };
    });
  }

  /** Works the body out; what is wanted of it is stored where it is wanted. */
  execute(sources: Sources): void {
    this.sources = sources;
    this.numbers = new Map();
    const { levels, placed } = this.placement;
    for (let level = 0; level < levels; level++) {
      const here = placed.filter((each) => each.level === level);
      here.filter(({ place }) => place === 'host').forEach((each) => this.runHost(each));
      const gathering = new Gathering();
      for (const bound of this.runs) this.runLevel(bound, level, gathering);
      for (const each of here) {
        if (each.place === 'fold' && each.statement.type.extent === 'model')
          this.numbers.set(each.statement.id, gathering.result(each));
      }
      this.runPasses(here.filter(({ place }) => place === 'pass'));
    }
    for (const { last, scalars } of this.runs) for (const each of last) this.call(each, scalars);
  }

  /** What the values that are watched have been, once the body is worked out. */
  observe(): Observation {
    const { placement, cases, arena, tensors, watched } = this;
    return observe(watched, tensors.length, {
      placement,
      cases,
      arena,
      lastOf: (tensor) => this.runOf(tensor).last,
      number: (operand, tensor) => this.tensorNumber(operand, tensor),
      modelNumber: (operand) => this.modelNumber(operand),
      holds: (guard, tensor) => this.tensorNumber(guard, tensor) !== 0,
    });
  }

  /** A number of model extent, once the body is worked out. */
  modelNumber(operand: Operand): number {
    return this.numberOf(operand, 0, this.runs[0]?.scalars ?? new Map());
  }

  /** A tensor's number. */
  tensorNumber(operand: Operand, tensor: number): number {
    return Math.fround(this.numberOf(operand, tensor, this.runOf(tensor).scalars));
  }

  private runOf(tensor: number): BoundRun {
    return this.runs.find(({ run }) => run.tensors.includes(tensor))!;
  }

  private reserve(id: number, extent: Domain): void {
    this.buffers.reserve({ of: 'statement', id, extent }, this.scope);
  }

  private runHost({ statement, entry: { meaning } }: Placed): void {
    const none = new Map<number, number>();
    const args = statement.args.map((arg) => this.numberOf(arg, 0, none));
    const drawn = meaning.per === 'random';
    const value = drawn
      ? meaning.of(drawAt(this.sources.moment, args.at(-1)!, 0), 1)[0]
      : onModel(meaning, args);
    this.numbers.set(statement.id, value);
  }

  private runLevel({ run, bound, scalars }: BoundRun, level: number, gathering: Gathering): void {
    for (const action of run.recipe.actions[level]) {
      switch (action.do) {
        case 'scalar':
          scalars.set(action.placed.statement.id, this.scalar(action.placed, run, scalars));
          break;
        case 'interpret':
          this.interpret(action.placed, run, scalars);
          break;
        case 'fold numbers':
          if (this.holds(action.placed, run, scalars)) {
            const of = (arg: Operand): number => this.numberOf(arg, run.tensors[0], scalars);
            const { args } = action.placed.statement;
            gathering.list(
              action.placed,
              args.map((arg) => Math.fround(of(arg))),
            );
          }
          break;
        case 'kernel': {
          const kernel = bound.get(action.lowered)!;
          this.call(kernel, scalars);
          action.lowered.folds.forEach((fold, i) =>
            this.takeFold(fold, kernel, i, scalars, gathering),
          );
        }
      }
    }
  }

  private call(bound: Bound, scalars: Map<number, number>): void {
    const { lowered, run } = bound;
    const number = (i: number): number =>
      this.numberOf(lowered.numbers[i], run.tensors[0], scalars);
    callKernel(bound, this.arena, number);
  }

  private takeFold(
    placed: Placed,
    bound: Bound,
    i: number,
    scalars: Map<number, number>,
    gathering: Gathering,
  ): void {
    const { statement, entry } = placed;
    const { kernel, meaning } = entry;
    const { totals, elements, run } = bound;
    const found = this.arena.doubles(totals[i].address, totals[i].length);
    if (!isFold(kernel)) return;
    if (meaning.per === 'row' || meaning.per === 'col') {
      const count = linesOf(meaning.per, bound);
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: meaning.per };
      const into = this.buffers.part(ref, this.scope, run.tensors[0]);
      for (let line = 0; line < count; line++)
        into[line] = kernel.finish(found[line], elements / count);
    } else if (meaning.per === 'model') {
      if (this.holds(placed, run, scalars)) gathering.add(placed, found[0], elements);
    } else {
      scalars.set(statement.id, Math.fround(kernel.finish(found[0], elements)));
    }
  }

  /** Whether a statement's guard, where it has one, holds. */
  private holds({ statement }: Placed, run: Run, scalars: Map<number, number>): boolean {
    const { guard } = statement;
    return guard === null || this.numberOf(guard, run.tensors[0], scalars) !== 0;
  }

  /** Element by element, or from one number: what a statement gives for one tensor as a whole. */
  private scalar({ statement, entry }: Placed, run: Run, scalars: Map<number, number>): number {
    const { meaning, signature } = entry;
    const args = statement.args.map((arg, i) => {
      const value = this.numberOf(arg, run.tensors[0], scalars);
      return signature.arguments[i].exact ? value : Math.fround(value);
    });
    if (meaning.per === 'element') return meaning.of(Math.fround, ...args);
    if (meaning.per === 'tensor') return Math.fround(meaning.of(...args.map((x) => [x])));
    throw new Error(`${statement.fn} does not give one number for a tensor.`);
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
        return this.sources.number(operand, tensor);
    }
  }

  /** What the interpreter is handed: a tensor's part of a value. */
  private partOf(operand: Operand, tensor: number, scalars: Map<number, number>): Value {
    const extent = this.placement.extentOf(operand);
    if (operand.from === 'literal' || extent === 'model')
      return this.numberOf(operand, tensor, scalars);
    if (extent === 'tensor') return [scalarMatrix(this.numberOf(operand, tensor, scalars))];
    const data = Float64Array.from(
      this.buffers.part(refTo(operand, extent as Domain), this.scope, tensor),
    );
    return [{ ...shapeOf(extent, this.tensors[tensor]), data }];
  }

  private interpret(placed: Placed, run: Run, scalars: Map<number, number>): void {
    if (!this.holds(placed, run, scalars)) return;
    const { statement, entry } = placed;
    const [tensor] = run.tensors;
    const facts = this.tensors[tensor];
    const { extent } = statement.type;
    const result = ((): Matrix => {
      const { meaning } = entry;
      const shape = shapeOf(extent, facts);
      if (meaning.per === 'random') {
        const site = this.numberOf(statement.args.at(-1)!, tensor, scalars);
        const draw = drawAt(this.sources.moment, site, tensor);
        return { ...shape, data: meaning.of(draw, shape.rows * shape.cols) };
      }
      const args = statement.args.map((arg) => this.partOf(arg, tensor, scalars));
      const world = {
        tensors: [facts],
        round: Math.fround,
        moment: this.sources.moment,
        given: never,
        pass: never,
      };
      return (apply(statement, args, null, world) as readonly Matrix[])[0];
    })();
    if (extent === 'tensor') scalars.set(statement.id, Math.fround(result.data[0]));
    else {
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: extent as Domain };
      this.buffers.part(ref, this.scope, tensor).set(result.data);
    }
  }

  /** Asks the model; statements that ask at the same weights share the answer. */
  private runPasses(placed: readonly Placed[]): void {
    const made = new Map<string, ReturnType<Sources['pass']> | null>();
    for (const each of placed) {
      const { statement, entry } = each;
      const { guard, args } = statement;
      const perTensor = guard !== null && this.placement.extentOf(guard) !== 'model';
      const key = JSON.stringify([args[0], perTensor ? guard : null]);
      let pass = made.get(key);
      if (pass === undefined) {
        const points = this.pointsOf(each);
        pass = points && this.sources.pass(points);
        made.set(key, pass);
      }
      if (entry.meaning.per === 'pass' && entry.meaning.gives === 'loss') {
        this.numbers.set(statement.id, pass?.loss ?? 0);
        continue;
      }
      this.tensors.forEach((_, t) => {
        const ref: BufferRef = { of: 'statement', id: statement.id, extent: 'elem' };
        const into = this.buffers.part(ref, this.scope, t);
        if (pass) into.set(pass.gradients[t]);
        else into.fill(0);
      });
    }
  }

  /** The weights at which a statement asks; a tensor that its branch leaves out stays at `w`. Null where all do. */
  private pointsOf(placed: Placed): Float64Array[] | null {
    let asked = this.tensors.length === 0;
    const points = this.tensors.map((facts, t) => {
      const { run, scalars } = this.runOf(t);
      const left = !run.needed(placed.statement.id) || !this.holds(placed, run, scalars);
      const at: Operand = left ? { from: 'input', name: 'w' } : placed.statement.args[0];
      asked ||= !left;
      const part = this.partOf(at, t, scalars);
      const matrix = typeof part === 'number' ? scalarMatrix(Math.fround(part)) : part[0];
      return expand(matrix, shapeOf('elem', facts)).data;
    });
    return asked ? points : null;
  }
}

function never(): never {
  throw new Error('What is interpreted has all that it asks for.');
}

const actionKernels = ({ actions }: Run['recipe']): LoweredKernel[] =>
  actions.flat().flatMap((action) => (action.do === 'kernel' ? [action.lowered] : []));

const kernelsOf = (recipe: Run['recipe']): LoweredKernel[] => [
  ...actionKernels(recipe),
  ...recipe.last,
];

/** The tensors one by one where a kernel measures values, since those are wanted of each. */
function partsOf(run: Run, { tapped }: LoweredKernel, tensors: readonly TensorFacts[]): Run[] {
  if (tapped.length === 0) return [run];
  return run.tensors.map((t) => ({ ...run, tensors: [t], ...sizeOf(tensors[t]) }));
}

const sizeOf = ({ rows, cols }: TensorFacts) => ({ rows, cols });

function refTo(operand: Operand, extent: Domain): BufferRef {
  switch (operand.from) {
    case 'statement':
      return { of: 'statement', id: operand.id, extent };
    case 'slot':
      return { of: 'slot', name: operand.name, extent };
    default:
      return { of: 'input', name: operand.from === 'input' && operand.name === 'w' ? 'w' : 'g' };
  }
}
