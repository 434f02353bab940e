import type { Matrix, TensorFacts } from '../../functions/entry';
import {
  apply,
  drawAt,
  onModel,
  type Given,
  type Moment,
  type Value,
} from '../../interpret/evaluate';
import { expand, scalarMatrix, shapeOf } from '../../interpret/matrix';
import type { Operand } from '../../ir/program';
import type { Arena } from './arena';
import type { Buffers } from './buffers';
import { compileKernels, type Run as Call } from './emit';
import { blockLayout, startOf } from './kernel';
import type { createKnowledge } from './known';
import { type BufferRef, type Domain, type LoweredKernel, type Wanted } from './lower';
import { isFold, KERNEL_EXTENTS, type Placed, type Placement } from './places';
import { planRuns, type Cases, type Run } from './runs';

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

/** A kernel with the block that one run of tensors calls it with. */
interface Bound {
  readonly lowered: LoweredKernel;
  readonly call: Call;
  readonly block: number;
  readonly numbersAt: number;
  readonly run: Run;
  /** Where each fold leaves its totals. */
  readonly totals: readonly number[];
  readonly elements: number;
}

interface BoundRun {
  readonly run: Run;
  readonly bound: ReadonlyMap<LoweredKernel, Bound>;
  /** Numbers of tensor extent, by statement. */
  readonly scalars: Map<number, number>;
}

/** What a reduction over all parameters has come to. */
interface Gathered {
  readonly placed: Placed;
  total: number;
  count: number;
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
    known: ReturnType<typeof createKnowledge>,
    private readonly arena: Arena,
    private readonly buffers: Buffers,
    private readonly scope: string,
  ) {
    const runs = planRuns(placement, tensors, cases, wanted, known);
    const kernels = [...new Set(runs.flatMap(({ recipe }) => kernelsOf(recipe)))];
    for (const { statement, place } of placement.placed) {
      const { extent } = statement.type;
      const kept = place === 'fold' || place === 'interpreted' || place === 'pass';
      if (kept && KERNEL_EXTENTS.includes(extent)) this.reserve(statement.id, extent as Domain);
    }
    kernels.flatMap(({ buffers }) => buffers).forEach((ref) => buffers.reserve(ref, scope));
    const blocks = runs.map((run) =>
      kernelsOf(run.recipe).map((each) => this.reserveBlock(each, run)),
    );
    const memory = arena.commit();
    const calls = compileKernels(
      kernels.map(({ kernel }) => kernel),
      memory,
    );
    const callOf = new Map(kernels.map((lowered, i) => [lowered, calls[i]]));
    this.runs = runs.map((run, r) => {
      const bound = blocks[r].map((block) => this.bind(block, run, callOf.get(block.lowered)!));
      return { run, bound: new Map(bound.map((each) => [each.lowered, each])), scalars: new Map() };
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
      const gathered = new Map<number, Gathered>();
      const lists = new Map<number, number[][]>();
      for (const bound of this.runs) this.runLevel(bound, level, gathered, lists);
      for (const each of here) {
        if (each.place === 'fold' && each.statement.type.extent === 'model')
          this.numbers.set(each.statement.id, this.joined(each, gathered, lists));
      }
      this.runPasses(here.filter(({ place }) => place === 'pass'));
    }
    for (const { run, bound, scalars } of this.runs) {
      for (const lowered of run.recipe.last) this.call(bound.get(lowered)!, scalars);
    }
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

  private reserve(id: number, extent: Domain): void {
    this.buffers.reserve({ of: 'statement', id, extent }, this.scope);
  }

  private reserveBlock(lowered: LoweredKernel, run: Run) {
    const { size } = blockLayout(lowered.kernel);
    const [rows, cols] = shapeIn(lowered.domain, run);
    const block = this.arena.reserve(size, 'the arguments of kernels');
    const totals = lowered.kernel.folds.map(({ per }) => {
      const count = per === 'all' ? 1 : per === 'row' ? rows : Math.ceil(cols / 4) * 4;
      return this.arena.reserve(8 * count, 'row and column statistics');
    });
    return { lowered, block, totals, rows, cols };
  }

  private bind(
    { lowered, block, totals, rows, cols }: ReturnType<CompiledBody['reserveBlock']>,
    run: Run,
    call: Call,
  ): Bound {
    const { addresses, results, numbers } = blockLayout(lowered.kernel);
    const words = new Uint32Array(this.arena.memory.buffer, block, numbers / 4);
    words[0] = rows;
    words[1] = cols;
    lowered.buffers.forEach((ref, i) => {
      words[addresses / 4 + i] = this.buffers.addressOf(ref, this.scope, run.tensors[0]);
    });
    totals.forEach((address, i) => (words[results / 4 + i] = address));
    return { lowered, call, block, numbersAt: block + numbers, run, totals, elements: rows * cols };
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

  private runLevel(
    { run, bound, scalars }: BoundRun,
    level: number,
    gathered: Map<number, Gathered>,
    lists: Map<number, number[][]>,
  ): void {
    for (const action of run.recipe.actions[level]) {
      switch (action.do) {
        case 'scalar':
          scalars.set(action.placed.statement.id, this.scalar(action.placed, run, scalars));
          break;
        case 'interpret':
          this.interpret(action.placed, run, scalars);
          break;
        case 'fold numbers':
          if (this.holds(action.placed, run, scalars)) this.listNumbers(action.placed, run, lists);
          break;
        case 'kernel': {
          const kernel = bound.get(action.lowered)!;
          this.call(kernel, scalars);
          action.lowered.folds.forEach((fold, i) =>
            this.takeFold(fold, kernel, i, scalars, gathered),
          );
        }
      }
    }
  }

  private call(
    { lowered, call, numbersAt, run, totals, elements }: Bound,
    scalars: Map<number, number>,
  ): void {
    const { kernel, numbers } = lowered;
    if (numbers.length > 0) {
      const given = this.arena.doubles(numbersAt, numbers.length);
      numbers.forEach((operand, i) => {
        given[i] = this.numberOf(operand, run.tensors[0], scalars);
      });
    }
    kernel.folds.forEach(({ per, fold }, i) => {
      const count = per === 'all' ? 1 : lengthOf(per, lowered.domain, run);
      this.arena
        .doubles(totals[i], Math.ceil(count / 4) * 4 * Number(per === 'col') || count)
        .fill(startOf(fold));
    });
    if (elements > 0) call(numbersAt - blockLayout(kernel).numbers);
  }

  private takeFold(
    placed: Placed,
    { totals, elements, run, lowered }: Bound,
    i: number,
    scalars: Map<number, number>,
    gathered: Map<number, Gathered>,
  ): void {
    const { statement, entry } = placed;
    const { kernel, meaning } = entry;
    if (!isFold(kernel)) return;
    if (meaning.per === 'model') {
      if (!this.holds(placed, run, scalars)) return;
      const [total] = this.arena.doubles(totals[i], 1);
      const all = gathered.get(statement.id);
      if (!all) gathered.set(statement.id, { placed, total, count: elements });
      else {
        all.total = kernel.fold === 'sum' ? all.total + total : Math.max(all.total, total);
        all.count += elements;
      }
      return;
    }
    if (meaning.per === 'tensor') {
      const [total] = this.arena.doubles(totals[i], 1);
      scalars.set(statement.id, Math.fround(kernel.finish(total, elements)));
      return;
    }
    const per = meaning.per as 'row' | 'col';
    const count = lengthOf(per, lowered.domain, run);
    const each = count === 0 ? 0 : elements / count;
    const given = this.arena.doubles(totals[i], count);
    const ref: BufferRef = { of: 'statement', id: statement.id, extent: per };
    const into = this.buffers.part(ref, this.scope, run.tensors[0]);
    for (let line = 0; line < count; line++) into[line] = kernel.finish(given[line], each);
  }

  /** A reduction over all parameters, from what each run contributed. */
  private joined(
    { statement, entry }: Placed,
    gathered: ReadonlyMap<number, Gathered>,
    lists: ReadonlyMap<number, number[][]>,
  ): number {
    const { kernel, meaning } = entry;
    const all = gathered.get(statement.id);
    if (all && isFold(kernel)) return kernel.finish(all.total, all.count);
    const numbers = lists.get(statement.id) ?? statement.args.map(() => []);
    if (meaning.per !== 'model') throw new Error(`${statement.fn} is no reduction over all.`);
    return meaning.of(...numbers.map((list) => list.map((x) => [x])));
  }

  private listNumbers({ statement }: Placed, run: Run, lists: Map<number, number[][]>): void {
    const known = lists.get(statement.id) ?? statement.args.map(() => []);
    const { scalars } = this.runs.find((each) => each.run === run)!;
    statement.args.forEach((arg, i) => {
      known[i].push(Math.fround(this.numberOf(arg, run.tensors[0], scalars)));
    });
    lists.set(statement.id, known);
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
      const { run, scalars } = this.runs.find((each) => each.run.tensors.includes(t))!;
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

const kernelsOf = (recipe: Run['recipe']): LoweredKernel[] => [
  ...recipe.actions.flat().flatMap((action) => (action.do === 'kernel' ? [action.lowered] : [])),
  ...recipe.last,
];

/** Rows and columns as a kernel sees them: the numbers of lines are one long row. */
const shapeIn = (domain: Domain, { rows, cols }: Run): [number, number] => {
  if (domain === 'elem') return [rows, cols];
  return [1, domain === 'row' ? rows : cols];
};

const lengthOf = (per: 'row' | 'col', domain: Domain, run: Run): number =>
  shapeIn(domain, run)[per === 'row' ? 0 : 1];

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
