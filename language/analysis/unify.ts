import { isPlain, multiplyUnits, PLAIN_UNIT, raiseUnit, without, type Unit } from './unit';

/** Where two units meet: it decides which variables may take a unit there. */
export type Meeting =
  /** Terms of a sum, or a value and its bound; `threshold` is the hyperparameter in a bound `c / x`. */
  | { readonly kind: 'sum'; readonly threshold: string | null }
  /** An argument that has to be a plain number. */
  | { readonly kind: 'plain' }
  /** What a slot holds and what it is given; the update and the weights. */
  | { readonly kind: 'other' };

/** Solves equations between units for the variables in them. */
export class Unifier {
  private readonly solved = new Map<string, Unit>();

  /** The unit with all that is known of its variables put in. */
  resolve(unit: Unit): Unit {
    let result = unit;
    for (const [name, exponent] of unit) {
      const value = this.solved.get(name);
      if (!value) continue;
      result = multiplyUnits(without(result, name), this.resolve(value), exponent);
    }
    return result;
  }

  /** As `resolve`; a variable that nothing has given a unit is a plain number. */
  finish(unit: Unit): Unit {
    let known = this.resolve(unit);
    for (const name of known.keys()) if (name !== 'g' && name !== 'w') known = without(known, name);
    return known;
  }

  /** How many slots an equation of two units leaves unknown. */
  unknownSlots(a: Unit, b: Unit): number {
    const ratio = multiplyUnits(this.resolve(a), this.resolve(b), -1);
    let count = 0;
    for (const name of ratio.keys()) if (name.startsWith('slot:')) count++;
    return count;
  }

  /** Makes two units equal where that is allowed; false where they differ. */
  unify(a: Unit, b: Unit, meeting: Meeting): boolean {
    const left = this.resolve(a);
    const right = this.resolve(b);
    const ratio = multiplyUnits(left, right, -1);
    if (isPlain(ratio)) return true;
    return (
      this.solveFloor(left, right) ||
      this.solveFloor(right, left) ||
      this.solveSlot(left, right, ratio) ||
      this.takePlain(ratio) ||
      this.solveBare(left, right) ||
      this.solveBare(right, left) ||
      this.solveFactor(ratio, meeting) ||
      this.solveLr(ratio)
    );
  }

  private bind(name: string, unit: Unit): true {
    this.solved.set(name, unit);
    return true;
  }

  /** From name^exponent · rest = 1. */
  private bindFrom(ratio: Unit, name: string): true {
    return this.bind(name, raiseUnit(without(ratio, name), -1 / ratio.get(name)!));
  }

  /**
   * A hyperparameter by itself beside a power of a slot, as in `max(sqrt(v), eps)`: it is measured in what the slot
   * holds, and says nothing of that.
   */
  private solveFloor(side: Unit, other: Unit): boolean {
    const [[name] = [''], ...others] = other;
    const isRoot = name.startsWith('slot:') && others.length === 0 && other.get(name) !== 1;
    return isRoot && this.solveBare(side, other);
  }

  /** A slot that stands on one side only has what the other side says. */
  private solveSlot(left: Unit, right: Unit, ratio: Unit): boolean {
    const free = [...ratio.keys()].filter(
      (name) => name.startsWith('slot:') && left.has(name) !== right.has(name),
    );
    const name = free.find((slot) => Math.abs(ratio.get(slot)!) === 1) ?? free[0];
    return name !== undefined && this.bindFrom(ratio, name);
  }

  /** Hyperparameters are plain numbers wherever that is enough. */
  private takePlain(ratio: Unit): boolean {
    const names = [...ratio.keys()];
    if (!names.every((name) => name.startsWith('hyper:'))) return false;
    for (const name of names) this.bind(name, PLAIN_UNIT);
    return true;
  }

  /** A hyperparameter that is by itself the one side: an epsilon, a bound, a start. */
  private solveBare(side: Unit, other: Unit): boolean {
    const [[name, exponent] = ['', 0], ...others] = side;
    const bare = name.startsWith('hyper:') && exponent === 1 && others.length === 0;
    return bare && !other.has(name) && this.bind(name, other);
  }

  /** A decay, the factor of `w`; the c of a bound `c / x`; a scale inside of a function of plain numbers. */
  private solveFactor(ratio: Unit, meeting: Meeting): boolean {
    const w = ratio.get('w') ?? 0;
    for (const [name, exponent] of ratio) {
      if (!name.startsWith('hyper:') || Math.abs(exponent) !== 1) continue;
      const isDecay = w * exponent > 0;
      const isThreshold = meeting.kind === 'sum' && meeting.threshold === name;
      if (isDecay || isThreshold || meeting.kind === 'plain') return this.bindFrom(ratio, name);
    }
    return false;
  }

  private solveLr(ratio: Unit): boolean {
    return Math.abs(ratio.get('lr') ?? 0) === 1 && this.bindFrom(ratio, 'lr');
  }
}
