import type { KernelDraw } from '../../functions/lanes';
import { streamAt, type Moment } from '../../interpret/evaluate';
import type { Operand } from '../../ir/program';
import type { Arena } from './arena';
import { callKernel, fillBlock, linesOf, type Bound } from './blocks';
import { planHost, planScalar } from './calculations';
import type { Drawing } from './draws';
import { Gathering } from './gathering';
import type { Action, BufferRef, Domain, LoweredKernel } from './lower';
import { isCentre, isDraw, isFold, type Placed } from './places';
import type { Run } from './runs';
import { holds, interpret, resultOf, type Workings } from './workings';

/** Makes of what a body's recipes say functions that do it, so that a step looks nothing up. */
export class Actions {
  readonly gathering = new Gathering();
  /** When it is done. */
  moment: Moment = { seed: 0, step: 0 };
  private readonly now = (): Moment => this.moment;

  constructor(
    private readonly workings: Workings,
    private readonly arena: Arena,
    private readonly draws: ReadonlyMap<KernelDraw, Drawing>,
    /** Prepares calls of one kernel for several threads; null where one makes them. */
    private readonly share: (shares: readonly Bound[]) => (() => void) | null,
  ) {}

  /** A number of model extent. */
  planHost(placed: Placed): () => void {
    return planHost(placed, this.workings.numbers, this.now);
  }

  /** What is done for a run of tensors. */
  plan(action: Action, run: Run, bound: ReadonlyMap<LoweredKernel, readonly Bound[]>): () => void {
    switch (action.do) {
      case 'scalar':
        return planScalar(action.placed, run.tensors[0], this.workings.numbers, this.now);
      case 'draw':
        return this.planDraw(action.placed, run);
      case 'interpret':
        return () => interpret(this.workings, action.placed, run.tensors[0], this.moment);
      case 'fold numbers': {
        const { args } = action.placed.statement;
        return () => {
          if (!holds(this.workings, action.placed, run.tensors[0])) return;
          const of = (arg: Operand): number => this.workings.numbers.of(arg, run.tensors[0]);
          this.gathering.list(
            action.placed,
            args.map((arg) => Math.fround(of(arg))),
          );
        };
      }
      case 'kernel': {
        const shares = bound.get(action.lowered)!;
        const call = this.planCalls(shares);
        const takes = action.lowered.folds.map((fold, i) => this.planTake(fold, shares, i));
        return () => {
          call();
          for (const take of takes) take();
        };
      }
    }
  }

  private planCalls(shares: readonly Bound[]): () => void {
    const { arena } = this;
    const { numbers } = this.workings;
    const together = this.share(shares);
    if (together === null)
      return () => {
        for (const each of shares) callKernel(each, arena, numbers.values);
      };
    return () => {
      for (const each of shares) fillBlock(each, arena, numbers.values);
      together();
    };
  }

  /** Puts what a kernel has found for a reduction, share by share, where it belongs. */
  private planTake(placed: Placed, shares: readonly Bound[], i: number): () => void {
    const { statement, entry } = placed;
    const { kernel, meaning } = entry;
    const [bound] = shares;
    const { run } = bound;
    const elements = shares.reduce((sum, each) => sum + each.elements, 0);
    const { numbers, buffers, scope } = this.workings;
    const { arena } = this;
    const [tensor] = run.tensors;
    if (!isFold(kernel)) throw new Error(`${statement.fn} is no reduction that kernels know.`);
    const places = shares.map(({ totals }) => totals[i].address / Float64Array.BYTES_PER_ELEMENT);
    const [first] = places;
    const sums = kernel.fold === 'sum';
    const total = (): number => {
      const { whole } = arena;
      let found = whole[first];
      for (let s = 1; s < places.length; s++)
        found = sums ? found + whole[places[s]] : Math.max(found, whole[places[s]]);
      return found;
    };
    if (meaning.per === 'row' || meaning.per === 'col') {
      const count = linesOf(meaning.per, bound);
      const ref: BufferRef = { of: 'statement', id: statement.id, extent: meaning.per };
      return () => {
        const into = buffers.part(ref, scope, tensor);
        for (let line = 0; line < count; line++)
          into[line] = kernel.finish(arena.whole[first + line], elements / count);
      };
    }
    if (meaning.per === 'model')
      return () => {
        if (holds(this.workings, placed, tensor)) this.gathering.add(placed, total(), elements);
      };
    const place = numbers.placeOf(resultOf(placed), tensor);
    const rounded = !isCentre(placed);
    return () => {
      const value = kernel.finish(total(), elements);
      numbers.values[place] = rounded ? Math.fround(value) : value;
    };
  }

  private planDraw(placed: Placed, run: Run): () => void {
    const { statement, entry } = placed;
    if (!isDraw(entry.kernel)) throw new Error(`${statement.fn} draws nothing.`);
    const [tensor] = run.tensors;
    const extent = statement.type.extent as Domain;
    const ref: BufferRef = { of: 'statement', id: statement.id, extent };
    const { buffers, scope } = this.workings;
    const address = buffers.addressOf(ref, scope, tensor);
    const count = buffers.layoutOf(extent).counts[tensor];
    const site = this.workings.numbers.of(statement.args.at(-1)!, tensor);
    const draw = this.draws.get(entry.kernel)!;
    return () => {
      if (count === 0 || !holds(this.workings, placed, run.tensors[0])) return;
      draw(address, count, streamAt(this.moment, site, tensor));
    };
  }
}
