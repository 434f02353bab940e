import type { TensorFacts } from '../../functions/entry';
import type { Given, Moment } from '../../interpret/evaluate';
import type { Observation } from '../../interpret/figures';
import type { Operand } from '../../ir/program';
import { Actions } from './actions';
import type { Arena } from './arena';
import type { Buffers } from './buffers';
import { bind, callKernel, fillBlock, reserveBlock, type Block, type Bound } from './blocks';
import type { Crew, Stage } from './crew';
import { compileDraws } from './draws';
import { compileKernels, kernelName } from './emit';
import { KernelGraph } from './graph';
import type { Knowledge } from './known';
import type { Domain, LoweredKernel, Wanted } from './lower';
import { Numbers, type Reader } from './numbers';
import { observe } from './observe';
import { isKept, KERNEL_EXTENTS, type Placed, type Placement } from './places';
import { runPasses, type Pass } from './model-passes';
import { refusePasses } from './passes';
import { earlierKernels, kernelsOf, planRuns, type Cases, type Run } from './runs';
import { partsOf, reducedShares } from './shares';
import { scratchSize } from './taps';
import { resultOf, type Workings } from './workings';

interface BoundRun {
  readonly run: Run;
  /** What stores the results, in order. */
  readonly last: readonly Bound[];
  readonly bound: ReadonlyMap<LoweredKernel, readonly Bound[]>;
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
  private readonly levels: readonly Level[];
  private readonly last: readonly Bound[];
  /** Stores all results, where several threads do it. */
  private readonly storeTogether: (() => void) | null;
  private readonly numbers: Numbers;
  /** By tensor: the number of its run. */
  private readonly runNumbers: readonly number[];
  private readonly actions: Actions;
  private pass: Pass = refusePasses;
  private readonly workings: Workings;

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
      before: earlierKernels(run.recipe).map((each) =>
        reducedShares(run, each).map((part) => reserveBlock(arena, each, part)),
      ),
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
    const draws = compileDraws(placement, arena);
    const callOf = new Map(kernels.map((lowered, i) => [lowered, calls[i]]));
    this.runNumbers = runs.flatMap(({ tensors }, r) => tensors.map(() => r));
    this.numbers = new Numbers(placement, cases, readerOf, (t) => this.runNumbers[t]);
    this.workings = { placement, tensors, numbers: this.numbers, buffers, scope };
    const stageOf = (shares: readonly Block[]): Stage => {
      const name = kernelName(kernels.indexOf(shares[0].lowered));
      const filled = shares.filter(({ rows, cols }) => rows * cols > 0);
      return filled.map(({ address }) => ({ name, argument: address }));
    };
    const together = (stages: readonly Stage[]): (() => void) | null => {
      if (alone || stages.every(({ length }) => length < 2)) return null;
      return crew.prepare(module, arena.memory, stages);
    };
    this.actions = new Actions(this.workings, arena, draws, (shares) =>
      together([stageOf(shares)]),
    );
    this.runs = runs.map((run, r) => {
      const ready = (block: Block): Bound => {
        const { lowered } = block;
        const places = lowered.numbers.map((each) => this.numbers.placeOf(each, run.tensors[0]));
        return bind(block, arena, buffers, scope, callOf.get(lowered)!, scratch, places);
      };
      const bound = new Map(
        blocks[r].before.map((shares) => [shares[0].lowered, shares.map(ready)]),
      );
      return { run, bound, last: blocks[r].last.flat().map(ready) };
    });
    this.last = this.runs.flatMap(({ last }) => last);
    this.levels = Array.from({ length: placement.levels }, (_, level) => this.planLevel(level));
    this.storeTogether = together(blocks.flatMap(({ last }) => last.map(stageOf)));
  }

  /** Works the body out; what is wanted of it is stored where it is wanted. */
  execute(moment: Moment, pass: Pass): void {
    const { numbers, arena, actions } = this;
    actions.moment = moment;
    this.pass = pass;
    numbers.refresh();
    for (const { host, steps, folds, passes } of this.levels) {
      if (folds.length > 0) actions.gathering.begin();
      for (const run of host) run();
      for (const run of steps) run();
      for (const { placed, place } of folds)
        numbers.values[place] = actions.gathering.result(placed);
      if (passes.length > 0) runPasses(this.workings, passes, this.asks, this.pass);
    }
    for (const bound of this.last)
      if (this.storeTogether) fillBlock(bound, arena, numbers.values);
      else callKernel(bound, arena, numbers.values);
    this.storeTogether?.();
  }

  private planLevel(level: number): Level {
    const here = this.placement.placed.filter((each) => each.level === level);
    return {
      host: here.filter(({ place }) => place === 'host').map((each) => this.actions.planHost(each)),
      steps: this.runs.flatMap(({ run, bound }) =>
        run.recipe.actions[level].map((action) => this.actions.plan(action, run, bound)),
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

  /** Whether a tensor has use for what a statement asks of the model. */
  private readonly asks = (statement: number, tensor: number): boolean =>
    this.runOf(tensor).run.needed(statement);

  private runOf(tensor: number): BoundRun {
    return this.runs[this.runNumbers[tensor]];
  }

  private reserve(id: number, extent: Domain): void {
    this.buffers.reserve({ of: 'statement', id, extent }, this.scope);
  }
}
