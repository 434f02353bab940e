import { findFunction } from '../functions';
import type { Scaling } from '../functions/rules';
import {
  isUnread,
  type Body,
  type Operand,
  type Program,
  type Slot,
  type Statement,
} from '../ir/program';
import { floorsOf } from './floors';
import { graphOf, type Graph } from './graph';
import { oncePer } from './once';
import { Unifier, type Meeting } from './unify';
import { multiplyUnits, PLAIN_UNIT, raiseUnit, unitOf, without, type Unit } from './unit';

/** Where units do not fit. */
export interface Mismatch {
  readonly statement: Statement;
  /** The argument whose unit stands out. */
  readonly argument: number;
  readonly found: Unit;
  /** A plain number, or the unit of the arguments before it. */
  readonly wanted: Unit;
}

/** A slot that holds one unit and is given another. */
export interface SlotMismatch {
  readonly slot: Slot;
  readonly when: 'start' | 'store';
  readonly found: Unit;
  readonly wanted: Unit;
}

export interface Units {
  /** Of a value of the entry function; null for 0, which has every unit. */
  of(operand: Operand): Unit | null;
  readonly mismatches: readonly Mismatch[];
  readonly slotMismatches: readonly SlotMismatch[];
  /** Of a hyperparameter, `lr` among them, such that the update is in the weights' unit. */
  hyper(name: string): Unit;
  slot(name: string): Unit;
  /** The unit of the update with `lr` taken for a plain number. */
  readonly update: Unit | null;
  /** False where no unit of `lr` gives the update the weights' unit. */
  readonly fitsWeights: boolean;
}

/**
 * Infers the unit of every value, in powers of the gradient's and the weights' units. `lr` and hyperparameters
 * are unit variables that take a unit only where they plainly stand for one: as a term or a bound by
 * themselves, as the factor of `w`, as the scale inside of a function of plain numbers; a slot's unit follows
 * from what it is added to. (Were every hyperparameter free to take any unit anywhere, as in Kennedy's
 * system, it would absorb the very mistakes that units reveal.)
 */
export const findUnits = oncePer((program: Program): Units => new UnitInference(program).run());

const GIVEN: Readonly<Record<string, Unit>> = {
  w: unitOf({ w: 1 }),
  update: unitOf({ w: 1 }),
  g: unitOf({ g: 1 }),
  lr: unitOf({ lr: 1 }),
  lr_peak: unitOf({ lr: 1 }),
  loss: unitOf({ g: 1, w: 1 }),
};

/** Two units that have to be equal, and what to do where they are not. */
interface Equation {
  readonly left: Unit;
  readonly right: Unit;
  readonly meeting: Meeting;
  readonly otherwise: () => void;
}

class UnitInference {
  private readonly unifier = new Unifier();
  /** What says too little while the units of several slots are unknown: it waits until the rest has spoken. */
  private waiting: Equation[] = [];
  private readonly isFloor: (operand: Operand) => boolean;
  private readonly mismatches: Mismatch[] = [];
  private readonly slotMismatches: SlotMismatch[] = [];

  constructor(private readonly program: Program) {
    this.isFloor = floorsOf(program);
  }

  run(): Units {
    const { program, unifier } = this;
    const read = this.follow(program.train);
    program.slots.forEach((slot, i) => this.closeSlot(slot, read(program.train.results[i + 1])));
    if (program.evalPoint) this.follow(program.evalPoint);
    this.settleWaiting();
    const raw = read(program.train.results[0]);
    const update = raw && unifier.resolve(raw);
    const target = unitOf({ w: 1 });
    const fitsWeights = update === null || unifier.unify(update, target, { kind: 'other' });
    return {
      of: (operand) => {
        const unit = read(operand);
        return unit && unifier.finish(unit);
      },
      mismatches: this.mismatches.map((mismatch) => ({
        ...mismatch,
        found: unifier.finish(mismatch.found),
        wanted: unifier.finish(mismatch.wanted),
      })),
      slotMismatches: this.slotMismatches,
      hyper: (name) => unifier.finish(unitOf({ [name === 'lr' ? 'lr' : `hyper:${name}`]: 1 })),
      slot: (name) => unifier.finish(unitOf({ [`slot:${name}`]: 1 })),
      update: update && unifier.finish(without(update, 'lr')),
      fitsWeights,
    };
  }

  private follow(body: Body): (operand: Operand) => Unit | null {
    const graph = graphOf(body);
    const values = new Map<number, Unit | null>();
    const read = (operand: Operand): Unit | null => {
      const known = operand.from === 'statement' ? values.get(operand.id) : undefined;
      return known === undefined ? given(operand) : known;
    };
    for (const statement of body.statements)
      values.set(statement.id, measurable(this.apply(statement, read, graph)));
    return read;
  }

  private apply(
    statement: Statement,
    read: (operand: Operand) => Unit | null,
    graph: Graph,
  ): Unit | null {
    const scaling: Scaling = findFunction(statement.fn)?.rules.scaling ?? { kind: 'plain' };
    const args = statement.args.map(read);
    switch (scaling.kind) {
      case 'product': {
        if (args.some((arg) => arg === null)) return null;
        return args.reduce<Unit>(
          (unit, arg, i) => multiplyUnits(unit, arg!, scaling.exponents[i] ?? 0),
          PLAIN_UNIT,
        );
      }
      case 'alike': {
        args.forEach((_, i) => {
          if (!scaling.of.includes(i)) this.requirePlain(statement, i, args[i]);
        });
        const unit = this.requireAlike(statement, scaling.of, args, graph);
        return scaling.gives === 'same' ? unit : PLAIN_UNIT;
      }
      case 'scale-free':
        return PLAIN_UNIT;
      case 'pass':
        args.forEach((arg, i) => this.require(statement, i, arg, GIVEN['w']));
        return GIVEN[scaling.gives === 'loss' ? 'loss' : 'g'];
      case 'plain':
        args.forEach((arg, i) => this.requirePlain(statement, i, arg));
        return PLAIN_UNIT;
      case 'power': {
        const [, exponent] = statement.args;
        if (exponent.from === 'literal')
          return args[0] && raiseUnit(args[0], Number(exponent.value));
        args.forEach((arg, i) => this.requirePlain(statement, i, arg));
        return PLAIN_UNIT;
      }
      case 'inverse root': {
        const [x, p] = statement.args;
        const unit = this.requireAlike(statement, [0, 2], args, graph);
        this.requirePlain(statement, 1, args[1]);
        if (p.from === 'literal') return unit && raiseUnit(unit, inverse(Number(p.value)));
        this.requirePlain(statement, 0, read(x));
        return PLAIN_UNIT;
      }
    }
  }

  private requirePlain(statement: Statement, argument: number, unit: Unit | null): void {
    this.require(statement, argument, unit, PLAIN_UNIT);
  }

  private require(statement: Statement, argument: number, found: Unit | null, wanted: Unit): void {
    if (found === null) return;
    this.equate(found, wanted, { kind: 'plain' }, () =>
      this.mismatches.push({ statement, argument, found, wanted }),
    );
  }

  private equate(left: Unit, right: Unit, meeting: Meeting, otherwise: () => void): void {
    const unknown = this.unifier.unknownSlots(left, right);
    if (unknown <= 1 && this.unifier.unify(left, right, meeting)) return;
    if (unknown === 0) otherwise();
    else this.waiting.push({ left, right, meeting, otherwise });
  }

  private settleWaiting(): void {
    const { unifier } = this;
    const isClear = ({ left, right }: Equation): boolean => unifier.unknownSlots(left, right) <= 1;
    while (this.waiting.length > 0) {
      const next = this.waiting.find(isClear) ?? this.waiting[0];
      this.waiting = this.waiting.filter((equation) => equation !== next);
      if (!unifier.unify(next.left, next.right, next.meeting)) next.otherwise();
    }
  }

  private requireAlike(
    statement: Statement,
    of: readonly number[],
    args: readonly (Unit | null)[],
    graph: Graph,
  ): Unit | null {
    const counted = of.filter((i) => i < args.length && args[i] !== null);
    // A tiny number beside something else is a floor, and a number to fall back on stands for no quantity:
    // both have whatever unit is needed.
    const isFallback = statement.fn === 'where' || statement.fn === 'choose';
    const solid = counted.filter((i) => {
      const operand = statement.args[i];
      return operand.from !== 'literal' || !(isFallback || this.isFloor(operand));
    });
    const [first, ...others] = solid.length > 0 ? solid : counted;
    if (first === undefined) return null;
    const isBound = BOUNDS.has(statement.fn);
    for (const i of others) {
      const hyper = isBound
        ? (bareRatio(statement.args[first], graph) ?? bareRatio(statement.args[i], graph))
        : null;
      const isFree = isBound && [first, i].some((j) => isNumberOver(statement.args[j], graph));
      const odd = statement.args[first].from === 'literal' ? first : i;
      const other = odd === first ? i : first;
      const [found, wanted] = [args[odd]!, args[other]!];
      this.equate(args[first]!, args[i]!, { kind: 'sum', threshold: hyper }, () => {
        if (!isFree) this.mismatches.push({ statement, argument: odd, found, wanted });
      });
    }
    return args[first];
  }

  /** What a slot stores, and what it starts with, must have its unit. */
  private closeSlot(slot: Slot, stored: Unit | null): void {
    const own = unitOf({ [`slot:${slot.name}`]: 1 });
    const require = (found: Unit | null, when: SlotMismatch['when']): void => {
      if (found === null) return;
      const { unifier } = this;
      this.equate(own, found, { kind: 'other' }, () =>
        this.slotMismatches.push({
          slot,
          when,
          found: unifier.finish(found),
          wanted: unifier.finish(own),
        }),
      );
    };
    require(stored, 'store');
    if (!slot.initial) return;
    const start = this.follow(slot.initial)(slot.initial.results[0]);
    require(start, 'start');
  }
}

/** A unit to a power that is not known, or beyond all numbers, may be any. */
function measurable(unit: Unit | null): Unit | null {
  if (unit !== null)
    for (const exponent of unit.values()) if (!Number.isFinite(exponent)) return null;
  return unit;
}

/** −1/p, and 0 for p = 0. */
const inverse = (p: number): number => (p === 0 ? 0 : -1 / p);

/** Functions one of whose arguments may be a bound for the others. */
const BOUNDS: ReadonlySet<string> = new Set([
  'max',
  'min',
  'clamp',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
]);

/** The hyperparameter c in `c / x`, a bound on how far x may exceed it. */
function bareRatio(operand: Operand, graph: Graph): string | null {
  const maker = graph.maker(operand);
  if (maker?.fn !== 'divide') return null;
  const [numerator] = maker.args;
  return numerator.from === 'hyper' ? `hyper:${numerator.name}` : null;
}

/** A number c in `c / x`: a bound for x in whatever unit that has. */
function isNumberOver(operand: Operand, graph: Graph): boolean {
  const maker = graph.maker(operand);
  return maker?.fn === 'divide' && maker.args[0].from === 'literal';
}

function given(operand: Operand): Unit | null {
  switch (operand.from) {
    case 'input':
      return GIVEN[operand.name] ?? PLAIN_UNIT;
    case 'hyper':
      return new Map([[`hyper:${operand.name}`, 1]]);
    case 'slot':
      return new Map([[`slot:${operand.name}`, 1]]);
    case 'literal':
      return Number(operand.value) === 0 || isUnread(operand) ? null : PLAIN_UNIT;
    default:
      return PLAIN_UNIT;
  }
}
