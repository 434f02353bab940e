import type { TensorFacts } from '../../functions/entry';
import { streamAt, type Given, type Moment } from '../../interpret/evaluate';
import type { Operand } from '../../ir/program';
import type { Arena } from '../wasm/arena';
import type { Buffers } from '../wasm/buffers';
import { planHost, planScalar } from '../wasm/calculations';
import { Gathering } from '../wasm/gathering';
import { createKnowledge } from '../wasm/known';
import type { BufferRef, Domain, Wanted } from '../wasm/lower';
import { Numbers } from '../wasm/numbers';
import { isCentre, isDraw, isFold, isKept, KERNEL_EXTENTS } from '../wasm/places';
import type { Placed, Placement } from '../wasm/places';
import { kernelsOf, planRuns, type Cases, type Run } from '../wasm/runs';
import { holds, resultOf } from '../wasm/workings';
import { dispatchesOf, prepareCalls, type Call, type Calls } from './calls';
import { drawInto, writeDrawing } from './draws';
import { NoShader, ShaderGraph } from './graph';
import type { Dispatch, ShaderMachine } from './machine';
import { PassesOf, type ShaderPasses } from './passes';

/** Numbers of model or tensor extent that a body does not work out itself. */
export type NumberSource = (operand: Given, tensor: number) => number;

/** What a body is told of the step that it is worked out for. */
export interface ShaderMoment extends Moment {
  readonly source: NumberSource;
  readonly passes: ShaderPasses;
}

/** What is done at one level, in order. */
interface Level {
  /** Numbers of the model, then of tensors. */
  readonly numbers: readonly (() => void)[];
  readonly draws: readonly (() => Dispatch[])[];
  /** What reductions go by, then they themselves: the host has read one before the other begins. */
  readonly rounds: readonly (readonly Call[])[];
  readonly lists: readonly (() => void)[];
  /** Reductions over all parameters, with the places of their results. */
  readonly folds: readonly { readonly placed: Placed; readonly place: number }[];
  readonly passes: PassesOf;
}

/** A body of statements as shaders. Throws `NoShader` for one that asks for more than they do. */
export class ShaderBody {
  /** The texts of all its shaders. */
  readonly shaders: readonly string[];
  private readonly numbers: Numbers;
  private readonly runOf: (tensor: number) => Run;
  private readonly calls: Calls;
  private readonly levels: readonly Level[];
  private readonly last: readonly Call[];
  private readonly drawings = new Map<string, string>();
  private gathering = new Gathering();
  private moment!: ShaderMoment;
  private readonly now = (): Moment => this.moment;

  constructor(
    private readonly placement: Placement,
    private readonly tensors: readonly TensorFacts[],
    cases: Cases,
    wanted: readonly Wanted[],
    arena: Arena,
    private readonly buffers: Buffers,
    private readonly scope: string,
  ) {
    for (const { statement, entry, place } of placement.placed) {
      if (place === 'interpreted') throw new NoShader(statement.fn);
      if (place === 'drawn' && isDraw(entry.kernel))
        this.drawings.set(statement.fn, writeDrawing(entry.kernel));
      const { extent } = statement.type;
      if (isKept(place) && KERNEL_EXTENTS.includes(extent))
        buffers.reserve({ of: 'statement', id: statement.id, extent: extent as Domain }, scope);
    }
    // Divisions stay guarded: a shader waits for memory, not for arithmetic.
    const known = createKnowledge(placement.body, []);
    const create = (): ShaderGraph => new ShaderGraph();
    const runs = planRuns(placement, tensors, cases, wanted, known, [], create);
    runs
      .flatMap(({ recipe }) => kernelsOf(recipe))
      .forEach(({ buffers: refs }) => refs.forEach((ref) => buffers.reserve(ref, scope)));
    const runNumbers = runs.flatMap((run, r) => run.tensors.map(() => r));
    this.runOf = (tensor) => runs[runNumbers[tensor]];
    this.numbers = new Numbers(
      placement,
      cases,
      (operand, tensor) => () => this.moment.source(operand, tensor),
      (tensor) => runNumbers[tensor],
    );
    const reserve = (count: number): number => arena.reserve(4 * count, 'sums of tensors') / 4;
    this.calls = prepareCalls(runs, buffers, scope, this.numbers, reserve);
    this.levels = Array.from({ length: placement.levels }, (_, level) =>
      this.planLevel(level, runs),
    );
    this.last = runs.flatMap((run) => run.recipe.last.flatMap((each) => this.callsOf(run, each)));
    const called = [...this.calls.byRun.values()].flatMap((each) => [...each.values()].flat());
    const texts = called.map(({ shader }) => shader.text);
    this.shaders = [...new Set([...texts, ...this.drawings.values()])];
  }

  /** Works the body out; what is wanted of it is stored where it is wanted once the machine has come to it. */
  async execute(machine: ShaderMachine, moment: ShaderMoment): Promise<void> {
    this.moment = moment;
    const { numbers } = this;
    numbers.refresh();
    for (const { numbers: some, draws, rounds, lists, folds, passes } of this.levels) {
      this.gathering = new Gathering();
      for (const work of some) work();
      machine.run(draws.flatMap((draw) => draw()));
      for (const round of rounds) await this.runRound(round, machine);
      for (const list of lists) list();
      for (const { placed, place } of folds) numbers.values[place] = this.gathering.result(placed);
      await passes.make(moment.passes);
    }
    machine.run(this.last.flatMap((call) => dispatchesOf(call, numbers)));
  }

  /** A number of model extent, once the body is worked out. */
  modelNumber(operand: Operand): number {
    return this.numbers.of(operand, 0);
  }

  /** A tensor's number. */
  tensorNumber(operand: Operand, tensor: number): number {
    return Math.fround(this.numbers.of(operand, tensor));
  }

  private callsOf(run: Run, lowered: Call['lowered']): readonly Call[] {
    return this.calls.byRun.get(run)!.get(lowered)!;
  }

  private planLevel(level: number, runs: readonly Run[]): Level {
    const { placement, numbers, now } = this;
    const here = placement.placed.filter((each) => each.level === level);
    const actions = runs.flatMap((run) =>
      run.recipe.actions[level].map((action) => ({ run, action })),
    );
    const ofKind = (kind: 'scalar' | 'draw' | 'fold numbers') =>
      actions.flatMap(({ run, action }) =>
        action.do === kind ? [{ run, placed: action.placed }] : [],
      );
    const calls = actions.flatMap(({ run, action }) =>
      action.do === 'kernel' ? this.callsOf(run, action.lowered) : [],
    );
    const centring = ({ lowered }: Call): boolean => lowered.folds.some(isCentre);
    const rounds = [calls.filter(centring), calls.filter((call) => !centring(call))];
    return {
      numbers: [
        ...here
          .filter(({ place }) => place === 'host')
          .map((placed) => planHost(placed, numbers, now)),
        ...ofKind('scalar').map(({ placed, run }) =>
          planScalar(placed, run.tensors[0], numbers, now),
        ),
      ],
      draws: ofKind('draw').map(({ placed, run }) => this.planDraw(placed, run)),
      rounds: rounds.filter(({ length }) => length > 0),
      lists: ofKind('fold numbers').map(({ placed, run }) => () => {
        if (!holds({ numbers }, placed, run.tensors[0])) return;
        const of = (arg: Operand): number => Math.fround(numbers.of(arg, run.tensors[0]));
        this.gathering.list(placed, placed.statement.args.map(of));
      }),
      folds: here
        .filter(({ place, statement }) => place === 'fold' && statement.type.extent === 'model')
        .map((placed) => ({ placed, place: numbers.placeOf(resultOf(placed), 0) })),
      passes: new PassesOf(
        here.filter(({ place }) => place === 'pass'),
        { placement, tensors: this.tensors, numbers, buffers: this.buffers, scope: this.scope },
        (statement, tensor) => this.runOf(tensor).needed(statement),
      ),
    };
  }

  private planDraw(placed: Placed, { tensors: [tensor] }: Run): () => Dispatch[] {
    const { statement } = placed;
    const { numbers, buffers, scope } = this;
    const shader = this.drawings.get(statement.fn)!;
    const extent = statement.type.extent as Domain;
    const ref: BufferRef = { of: 'statement', id: statement.id, extent };
    const at = buffers.addressOf(ref, scope, tensor) / 4;
    const count = buffers.layoutOf(extent).counts[tensor];
    const site = numbers.of(statement.args.at(-1)!, tensor);
    return () => {
      if (count === 0 || !holds({ numbers }, placed, tensor)) return [];
      return [drawInto(shader, at, count, streamAt(this.moment, site, tensor))];
    };
  }

  /** Makes calls that need not wait for each other, and takes what the host is to bring together. */
  private async runRound(calls: readonly Call[], machine: ShaderMachine): Promise<void> {
    machine.run(calls.flatMap((call) => dispatchesOf(call, this.numbers)));
    const folding = calls.filter(({ shader }) => shader.doing === 'all');
    if (folding.length === 0) return;
    const { at, count } = this.calls.totals;
    const read = await machine.read(at, count);
    for (const call of folding) this.takeTotals(call, read);
  }

  /** What the workgroups found, brought together in float64. */
  private takeTotals(
    { shader, lowered, run, totals, workgroups, elements }: Call,
    read: Float32Array,
  ): void {
    const { numbers } = this;
    shader.folds.forEach((fold, f) => {
      const placed = lowered.folds[fold];
      const { kernel, meaning } = placed.entry;
      if (!isFold(kernel)) return;
      const parts = read.subarray(totals[f], totals[f] + workgroups);
      const total =
        kernel.fold === 'sum'
          ? parts.reduce((sum, part) => sum + part, 0)
          : parts.reduce((most, part) => Math.max(most, part), -Infinity);
      if (meaning.per === 'model') {
        if (holds({ numbers }, placed, run.tensors[0])) this.gathering.add(placed, total, elements);
      } else {
        const place = numbers.placeOf(resultOf(placed), run.tensors[0]);
        numbers.values[place] = Math.fround(kernel.finish(total, elements));
      }
    });
  }
}
