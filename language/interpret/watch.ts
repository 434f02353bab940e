import type { Program, Statement } from '../ir/program';
import { findWatched } from '../ir/watched';
import { holds, type Value } from './evaluate';
import { modelFigures, totalsOf, valueFigures, type Observation } from './figures';

/** Sees the values of a program's entry while they are worked out. */
export class Watch {
  private readonly seen = new Map<number, Observation[number]>();

  /** @param isNeeded whether a tensor needs what a statement gives */
  constructor(
    private readonly program: Program,
    private readonly tensors: number,
    private readonly isNeeded: (statement: number, t: number) => boolean,
  ) {}

  see({ id, fixed }: Statement, value: Value, guard: Value | null): void {
    const all = Array.from({ length: this.tensors }, (_, t) => t);
    const counts = (t: number): boolean =>
      (fixed || this.isNeeded(id, t)) && (guard === null || holds(guard, t));
    const figures =
      typeof value === 'number'
        ? modelFigures(fixed || all.some(counts) ? value : null)
        : valueFigures(all.map((t) => (counts(t) ? totalsOf(value[t].data) : null)));
    this.seen.set(id, figures);
  }

  observation(): Observation {
    return findWatched(this.program).values.map(({ operand }) =>
      operand.from === 'statement' ? this.seen.get(operand.id)! : modelFigures(null),
    );
  }
}
