import type { Round } from '../../functions/entry';
import type { Given } from '../../interpret/evaluate';
import type { Operand } from '../../ir/program';
import { operandKey } from '../../ir/structure';
import type { Placement } from './places';
import type { Cases } from './runs';

/** Reads a number of model or tensor extent that a body is given. */
export type Reader = () => number;

/** A function of numbers, by the places of its arguments and its result. */
export interface Calculation {
  readonly of: (round: Round, ...args: number[]) => number;
  readonly round: Round;
  readonly args: readonly number[];
  /** Which arguments are rounded before. */
  readonly rounded: readonly boolean[];
  readonly into: number;
}

/**
 * The numbers of model and tensor extent of one body, side by side. Places are given when the body is compiled, so that
 * a step looks nothing up and allocates nothing. What a branch left out holds anything: nothing looks at it.
 */
export class Numbers {
  values = new Float64Array(64);
  private readonly places = new Map<string, number>();
  private readonly given: { readonly place: number; readonly read: Reader }[] = [];

  /**
   * @param readerOf for a tensor, where what is given is not one number for the model
   * @param runOf the number of a tensor's run: its tensors share what is worked out
   */
  constructor(
    private readonly placement: Placement,
    private readonly cases: Cases,
    private readonly readerOf: (operand: Given, tensor: number) => Reader,
    private readonly runOf: (tensor: number) => number,
  ) {}

  /** Where the number that an operand is for a tensor stands from `refresh` on, or once it is worked out. */
  placeOf(operand: Operand, tensor: number): number {
    const key = this.keyOf(operand, tensor);
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const place = this.places.size;
    this.places.set(key, place);
    this.makeRoom(place);
    if (operand.from === 'literal') this.values[place] = Number(operand.value);
    else if (operand.from === 'statement')
      this.values[place] = this.cases.fixed.get(operand.id)?.[tensor] ?? 0;
    else if (operand.from !== 'string')
      this.given.push({ place, read: this.readerOf(operand, tensor) });
    return place;
  }

  /** Reads anew what is given. */
  refresh(): void {
    const { values, given } = this;
    for (let i = 0; i < given.length; i++) values[given[i].place] = given[i].read();
  }

  /** A number, whether it has a place or not. */
  of(operand: Operand, tensor: number): number {
    const isGiven = operand.from === 'slot' || operand.from === 'hyper' || operand.from === 'input';
    return isGiven ? this.readerOf(operand, tensor)() : this.values[this.placeOf(operand, tensor)];
  }

  /** Makes room where a function's arguments are and its result will be. */
  plan(
    { of, round }: Pick<Calculation, 'of' | 'round'>,
    args: readonly Operand[],
    result: Operand,
    tensor: number,
    isRounded: (argument: number) => boolean,
  ): Calculation {
    return {
      of,
      round,
      args: args.map((arg) => this.placeOf(arg, tensor)),
      rounded: args.map((_, i) => isRounded(i)),
      into: this.placeOf(result, tensor),
    };
  }

  calculate({ of, round, args, rounded, into }: Calculation): void {
    const { values } = this;
    const at = (i: number): number => (rounded[i] ? Math.fround(values[args[i]]) : values[args[i]]);
    switch (args.length) {
      case 1:
        values[into] = of(round, at(0));
        return;
      case 2:
        values[into] = of(round, at(0), at(1));
        return;
      case 3:
        values[into] = of(round, at(0), at(1), at(2));
        return;
      default:
        values[into] = of(round, ...args.map((_, i) => at(i)));
    }
  }

  private keyOf(operand: Operand, tensor: number): string {
    const key = operandKey(operand);
    const isOne =
      operand.from === 'literal' ||
      operand.from === 'string' ||
      this.placement.extentOf(operand) === 'model';
    if (isOne) return key;
    const isShared = operand.from === 'statement' && this.placement.byId.has(operand.id);
    return isShared ? `run ${this.runOf(tensor)} ${key}` : `tensor ${tensor} ${key}`;
  }

  private makeRoom(place: number): void {
    if (place < this.values.length) return;
    const larger = new Float64Array(2 * this.values.length);
    larger.set(this.values);
    this.values = larger;
  }
}
