import type { Matrix, TensorFacts } from '../../functions/entry';
import {
  apply,
  drawAt,
  streamAt,
  unrounded,
  type Given,
  type Moment,
  type Value,
} from '../../interpret/evaluate';
import type { KernelDraw } from '../../functions/lanes';
import type { Observation } from '../../interpret/figures';
import { expand, scalarMatrix, shapeOf } from '../../interpret/matrix';
import type { Operand } from '../../ir/program';
import type { Arena } from './arena';
import type { Buffers } from './buffers';
import {
  bind,
  callKernel,
  fillBlock,
  linesOf,
  reserveBlock,
  type Block,
  type Bound,
} from './blocks';
import type { Crew, Stage } from './crew';
import { compileDraws, type Drawing } from './draws';
import { compileKernels, kernelName } from './emit';
import { KernelGraph } from './graph';
import { Gathering } from './gathering';
import type { Knowledge } from './known';
import type { Action, BufferRef, Domain, LoweredKernel, Wanted } from './lower';
import { Numbers, type Calculation, type Reader } from './numbers';
import { observe } from './observe';
import {
  isCentre,
  isDraw,
  isFold,
  isKept,
  KERNEL_EXTENTS,
  type Placed,
  type Placement,
} from './places';
import { planRuns, type Cases, type Run } from './runs';
import { sharesOf } from './shares';
import { scratchSize } from './taps';

/** Whom a body asks for passes through the model. */
export type Pass = (points: readonly Float64Array[]) => {
  readonly loss: number;
  readonly gradients: readonly ArrayLike<number>[];
};

interface BoundRun {
  readonly run: Run;
  /** What stores the results, in order. */
  readonly last: readonly Bound[];
  readonly bound: ReadonlyMap<LoweredKernel, Bound>;
}

/** What is done at one level, in order. */
interface Level {
  /** Numbers of model extent. */
  readonly host: readonly (() => void)[];
  /** Tensor by tensor. */
  readonly steps: readonly (() => void)[];
  /** Reductions over all parameters, with the places of their results. */
  readonly folds: readonly { readonly placed: Placed; readonly place: number }[];
  readonly passes: readonly Placed[];
}

/** A body of statements, compiled for a model's tensors. */
export class CompiledBody {
  private readonly runs: readonly BoundRun[];
  private readonly draws: ReadonlyMap<KernelDraw, Drawing>;
  private readonly levels: readonly Level[];
  private readonly last: readonly Bound[];
  /** Stores all results, where several threads do it. */
  private readonly storeTogether: (() => void) | null;
  private readonly numbers: Numbers;
  /** By tensor: the number of its run. */
  private readonly runNumbers: readonly number[];
  private readonly gathering = new Gathering();
  private moment: Moment = { seed: 0, step: 0 };
  private pass: Pass = never;

  constructor(
    private readonly placement: Placement,
    private readonly tensors: readonly TensorFacts[],
    private readonly cases: Cases,
    wanted: readonly Wanted[],
    known: Knowledge,
    private readonly arena: Arena,
    private readonly buffers: Buffers,
    private readonly scope: string,
    readerOf: (operand: Given, tensor: number) => Reader,
    private readonly watched: readonly Operand[] = [],
    relaxed = false,
    crew: Crew | null = null,
  ) {
    const create = (): KernelGraph => new KernelGraph(relaxed);
    const runs = planRuns(placement, tensors, cases, wanted, known, watched, create);
    const kernels = [...new Set(runs.flatMap(({ recipe }) => kernelsOf(recipe)))];
    for (const { statement, place } of placement.placed) {
      const { extent } = statement.type;
      if (isKept(place) && KERNEL_EXTENTS.includes(extent))
        this.reserve(statement.id, extent as Domain);
    }
    kernels.flatMap(({ buffers }) => buffers).forEach((ref) => buffers.reserve(ref, scope));
    // What other threads run imports nothing but the memory.
    const alone = crew === null || kernels.some(({ kernel }) => kernel.graph.called.size > 0);
    const threads = alone ? 1 : crew.size;
    const blocks = runs.map((run) => ({
      before: actionKernels(run.recipe).map((each) => reserveBlock(arena, each, run)),
      last: run.recipe.last.map((each) =>
        partsOf(run, each, tensors, threads).map((part) => reserveBlock(arena, each, part)),
      ),
    }));
    const taps = Math.max(0, ...kernels.map(({ tapped }) => tapped.length));
    const scratch = arena.reserve(scratchSize(taps), 'what is measured of values');
    const { module, calls } = compileKernels(
      kernels.map(({ kernel }) => kernel),
      arena,
    );
    this.draws = compileDraws(placement, arena);
    const callOf = new Map(kernels.map((lowered, i) => [lowered, calls[i]]));
    this.runNumbers = runs.flatMap(({ tensors }, r) => tensors.map(() => r));
    this.numbers = new Numbers(placement, cases, readerOf, (t) => this.runNumbers[t]);
    this.runs = runs.map((run, r) => {
      const ready = (block: Block): Bound => {
        const { lowered } = block;
        const places = lowered.numbers.map((each) => this.numbers.placeOf(each, run.tensors[0]));
        return bind(block, arena, buffers, scope, callOf.get(lowered)!, scratch, places);
      };
      const bound = new Map(blocks[r].before.map((block) => [block.lowered, ready(block)]));
      return { run, bound, last: blocks[r].last.flat().map(ready) };
    });
    this.last = this.runs.flatMap(({ last }) => last);
    this.levels = Array.from({ length: placement.levels }, (_, level) => this.planLevel(level));
    const stages = blocks
      .flatMap(({ last }) => last)
      .map((shares): Stage => {
        const name = kernelName(kernels.indexOf(shares[0].lowered));
        const filled = shares.filter(({ rows, cols }) => rows * cols > 0);
        return filled.map(({ address }) => ({ name, argument: address }));
      });
    const cut = stages.some(({ length }) => length > 1);
    this.storeTogether = crew && !alone && cut ? crew.prepare(module, arena.memory, stages) : null;
  }

  /** Works the body out; what is wanted of it is stored where it is wanted. */
  execute(moment: Moment, pass: Pass): void {
    this.moment = moment;
    this.pass = pass;
    const { numbers, gathering, arena } = this;
    numbers.refresh();
    for (const { host, steps, folds, passes } of this.levels) {
      if (folds.length > 0) gathering.begin();
      for (const run of host) run();
      for (const run of steps) run();
      for (const { placed, place } of folds) numbers.values[place] = gathering.result(placed);
      if (passes.length > 0) this.runPasses(passes);
    }
    for (const bound of this.last)
      if (this.storeTogether) fillBlock(bound, arena, numbers.values);
      else callKernel(bound, arena, numbers.values);
    this.storeTogether?.();
  }

  private planLevel(level: number): Level {
    const here = this.placement.placed.filter((each) => each.level === level);
    return {
      host: here.filter(({ place }) => place === 'host').map((each) => this.planHost(each)),
      steps: this.runs.flatMap(({ run, bound }) =>
        run.recipe.actions[level].map((action) => this.planAction(action, run, bound)),
      ),
      folds: here
        .filter(({ place, statement }) => place === 'fold' && statement.type.extent === 'model')
        .map((placed) => ({ placed, place: this.numbers.placeOf(resultOf(placed), 0) })),
      passes: here.filter(({ place }) => place === 'pass'),
    };
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
    return this.numbers.of(operand, 0);
  }

  /** A tensor's number. */
  tensorNumber(operand: Operand, tensor: number): number {
    return Math.fround(this.numbers.of(operand, tensor));
  }

  private runOf(tensor: number): BoundRun {
    return this.runs[this.runNumbers[tensor]];
  }

  private reserve(id: number, extent: Domain): void {
    this.buffers.reserve({ of: 'statement', id, extent }, this.scope);
  }

  private planHost(placed: Placed): () => void {
    const { statement, entry } = placed;
    const { meaning } = entry;
    const { numbers } = this;
    if (meaning.per === 'random') {
      const site = numbers.placeOf(statement.args.at(-1)!, 0);
      const place = numbers.placeOf(resultOf(placed), 0);
      return () => {
        const draw = drawAt(this.moment, numbers.values[site], 0);
        numbers.values[place] = meaning.of(draw, 1)[0];
      };
    }
    if (meaning.per !== 'element') throw new Error(`${statement.fn} does not go by numbers.`);
    const calculation = numbers.plan(
      { of: meaning.of, round: unrounded },
      statement.args,
      resultOf(placed),
      0,
      () => false,
    );
    return () => numbers.calculate(calculation);
  }

  private planAction(
    action: Action,
    run: Run,
    bound: ReadonlyMap<LoweredKernel, Bound>,
  ): () => void {
    switch (action.do) {
      case 'scalar':
        return this.planScalar(action.placed, run);
      case 'draw':
        return this.planDraw(action.placed, run);
      case 'interpret':
        return () => this.interpret(action.placed, run);
      case 'fold numbers': {
        const { args } = action.placed.statement;
        return () => {
          if (!this.holds(action.placed, run)) return;
          const of = (arg: Operand): number => this.numbers.of(arg, run.tensors[0]);
          this.gathering.list(
            action.placed,
            args.map((arg) => Math.fround(of(arg))),
          );
        };
      }
      case 'kernel': {
        const kernel = bound.get(action.lowered)!;
        const { folds } = action.lowered;
        return () => {
          callKernel(kernel, this.arena, this.numbers.values);
          for (let i = 0; i < folds.length; i++) this.takeFold(folds[i], kernel, i);
        };
      }
    }
  }

  private takeFold(placed: Placed, bound: Bound, i: number): void {
    const { statement, entry } = placed;
    const { kernel, meaning } = entry;
    const { totals, elements, run } = bound;
    if (!isFold(kernel)) return;
    const { whole } = this.arena;
    const first = totals[i].address / Float64Array.BYTES_PER_ELEMENT;
    if (meaning.per === 'row' || meaning.per === 'col') {
      const count = linesOf(meaning.per, bound);
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: meaning.per };
      const into = this.buffers.part(ref, this.scope, run.tensors[0]);
      for (let line = 0; line < count; line++)
        into[line] = kernel.finish(whole[first + line], elements / count);
    } else if (meaning.per === 'model') {
      if (this.holds(placed, run)) this.gathering.add(placed, whole[first], elements);
    } else {
      const place = this.numbers.placeOf(resultOf(placed), run.tensors[0]);
      const value = kernel.finish(whole[first], elements);
      this.numbers.values[place] = isCentre(placed) ? value : Math.fround(value);
    }
  }

  /** Whether a statement's guard, where it has one, holds. */
  private holds({ statement: { guard } }: Placed, { tensors }: Run): boolean {
    return guard === null || this.numbers.of(guard, tensors[0]) !== 0;
  }

  /** Element by element, or from one number: what a statement gives for one tensor as a whole. */
  private planScalar(placed: Placed, { tensors }: Run): () => void {
    const { statement, entry } = placed;
    const { meaning, signature } = entry;
    const { numbers } = this;
    const plan = (of: Calculation['of']): (() => void) => {
      const calculation = numbers.plan(
        { of, round: Math.fround },
        statement.args,
        resultOf(placed),
        tensors[0],
        (argument) => !signature.arguments[argument].exact,
      );
      return () => numbers.calculate(calculation);
    };
    if (meaning.per === 'element') return plan(meaning.of);
    if (meaning.per === 'tensor')
      return plan((round, ...args) => round(meaning.of(...args.map((x) => [x]))));
    if (meaning.per === 'random') {
      const site = numbers.placeOf(statement.args.at(-1)!, tensors[0]);
      const place = numbers.placeOf(resultOf(placed), tensors[0]);
      return () => {
        const draw = drawAt(this.moment, numbers.values[site], tensors[0]);
        numbers.values[place] = Math.fround(meaning.of(draw, 1)[0]);
      };
    }
    throw new Error(`${statement.fn} does not give one number for a tensor.`);
  }

  private planDraw(placed: Placed, run: Run): () => void {
    const { statement, entry } = placed;
    if (!isDraw(entry.kernel)) throw new Error(`${statement.fn} draws nothing.`);
    const [tensor] = run.tensors;
    const extent = statement.type.extent as Domain;
    const ref: BufferRef = { of: 'statement', id: statement.id, extent };
    const address = this.buffers.addressOf(ref, this.scope, tensor);
    const count = this.buffers.layoutOf(extent).counts[tensor];
    const site = this.numbers.of(statement.args.at(-1)!, tensor);
    const draw = this.draws.get(entry.kernel)!;
    return () => {
      if (count === 0 || !this.holds(placed, run)) return;
      draw(address, count, streamAt(this.moment, site, tensor));
    };
  }

  /** What the interpreter is handed: a tensor's part of a value. */
  private partOf(operand: Operand, tensor: number): Value {
    const extent = this.placement.extentOf(operand);
    if (operand.from === 'literal' || extent === 'model') return this.numbers.of(operand, tensor);
    if (extent === 'tensor') return [scalarMatrix(this.numbers.of(operand, tensor))];
    const data = Float64Array.from(
      this.buffers.part(refTo(operand, extent as Domain), this.scope, tensor),
    );
    return [{ ...shapeOf(extent, this.tensors[tensor]), data }];
  }

  private interpret(placed: Placed, run: Run): void {
    if (!this.holds(placed, run)) return;
    const { statement } = placed;
    const [tensor] = run.tensors;
    const facts = this.tensors[tensor];
    const { extent } = statement.type;
    const result = ((): Matrix => {
      const args = statement.args.map((arg) => this.partOf(arg, tensor));
      const world = {
        tensors: [facts],
        round: Math.fround,
        moment: this.moment,
        given: never,
        pass: never,
      };
      return (apply(statement, args, null, world) as readonly Matrix[])[0];
    })();
    if (extent === 'tensor') {
      const place = this.numbers.placeOf(resultOf(placed), tensor);
      this.numbers.values[place] = Math.fround(result.data[0]);
    } else {
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: extent as Domain };
      this.buffers.part(ref, this.scope, tensor).set(result.data);
    }
  }

  /** Asks the model; statements that ask at the same weights share the answer. */
  private runPasses(placed: readonly Placed[]): void {
    const made = new Map<string, ReturnType<Pass> | null>();
    for (const each of placed) {
      const { statement, entry } = each;
      const { guard, args } = statement;
      const perTensor = guard !== null && this.placement.extentOf(guard) !== 'model';
      const key = JSON.stringify([args[0], perTensor ? guard : null]);
      let pass = made.get(key);
      if (pass === undefined) {
        const points = this.pointsOf(each);
        pass = points && this.pass(points);
        made.set(key, pass);
      }
      if (entry.meaning.per === 'pass' && entry.meaning.gives === 'loss') {
        this.numbers.values[this.numbers.placeOf(resultOf(each), 0)] = pass?.loss ?? 0;
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
      const { run } = this.runOf(t);
      const left = !run.needed(placed.statement.id) || !this.holds(placed, run);
      const at: Operand = left ? { from: 'input', name: 'w' } : placed.statement.args[0];
      asked ||= !left;
      const part = this.partOf(at, t);
      const matrix = typeof part === 'number' ? scalarMatrix(Math.fround(part)) : part[0];
      return expand(matrix, shapeOf('elem', facts)).data;
    });
    return asked ? points : null;
  }
}

const resultOf = ({ statement }: Placed): Operand => ({ from: 'statement', id: statement.id });

function never(): never {
  throw new Error('What is interpreted has all that it asks for.');
}

const actionKernels = ({ actions }: Run['recipe']): LoweredKernel[] =>
  actions.flat().flatMap((action) => (action.do === 'kernel' ? [action.lowered] : []));

const kernelsOf = (recipe: Run['recipe']): LoweredKernel[] => [
  ...actionKernels(recipe),
  ...recipe.last,
];

/**
 * What a kernel is called for: the tensors one by one where it measures values, since those are wanted of each; else
 * shares of them for several threads.
 */
function partsOf(
  run: Run,
  lowered: LoweredKernel,
  tensors: readonly TensorFacts[],
  threads: number,
): Run[] {
  if (lowered.tapped.length === 0) return sharesOf(run, lowered, threads);
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
