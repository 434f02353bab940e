import { makersIn } from '../../analysis/makers';
import { findFunction } from '../../functions';
import type { Interval } from '../../functions/interval';
import type { Known } from '../../functions/lanes';
import type { Body, Operand, Statement } from '../../ir/program';

/** What analyses say of a body's values. */
export type Bounds = (operand: Operand) => Interval;

/** Answers what a kernel may rely on. */
export type Knowledge = (operand: Operand) => Known;

/** Far above the smallest float32, so that no rounding on the way makes a number of this size 0. */
const TINY = 1e-30;
const HUGE = 1e30;

const awayFromZero = ({ low, high }: Interval): boolean => low >= TINY || high <= -TINY;

/**
 * What a kernel may rely on by these bounds; each of them is asked only where those before it do not tell.
 * Without any, nothing may be relied on.
 */
export function createKnowledge(body: Body, bounds: readonly Bounds[]): Knowledge {
  const proofs = bounds.map((each) => new Proof(body, each));
  return (operand) => new Asked(proofs, operand);
}

/** Worked out when asked for: most functions do not ask. */
class Asked implements Known {
  constructor(
    private readonly proofs: readonly Proof[],
    private readonly operand: Operand,
  ) {}

  get nonZero(): boolean {
    return this.proofs.some((proof) => proof.isNonZero(this.operand));
  }

  get moderate(): boolean {
    return this.proofs.some((proof) => proof.isModerate(this.operand));
  }
}

/**
 * Intervals hold over the reals, and float32 underflows: a number counts as other than 0 only where all that it is
 * made of does, or where its function is known to keep away from 0 by one argument that does.
 */
class Proof {
  private readonly statements: ReadonlyMap<number, Statement>;
  private readonly answers = new Map<number, boolean>();

  constructor(
    body: Body,
    private readonly bounds: Bounds,
  ) {
    this.statements = makersIn(body);
  }

  isNonZero(operand: Operand): boolean {
    if (operand.from === 'string' || !awayFromZero(this.bounds(operand))) return false;
    if (operand.from === 'slot') return false;
    if (operand.from !== 'statement') return true;
    const known = this.answers.get(operand.id);
    if (known !== undefined) return known;
    const answer = this.staysNonZero(this.statements.get(operand.id)!);
    this.answers.set(operand.id, answer);
    return answer;
  }

  /** Never for what differs from element to element: no reciprocal is taken of that. */
  isModerate(operand: Operand): boolean {
    const maker = operand.from === 'statement' ? this.statements.get(operand.id) : undefined;
    const isOne = maker?.type.extent === 'model' || maker?.type.extent === 'tensor';
    if ((maker && !isOne) || !this.isNonZero(operand)) return false;
    const { low, high } = this.bounds(operand);
    return Math.max(Math.abs(low), Math.abs(high)) <= HUGE;
  }

  private staysNonZero({ fn, args, type }: Statement): boolean {
    if (type.extent === 'model') return true;
    const rule = findFunction(fn)?.rules.awayFromZero;
    if (rule === 'by one above 0')
      return args.some((arg) => this.isNonZero(arg) && this.bounds(arg).low > 0);
    const signs = args.map((arg) => this.bounds(arg));
    const oneSign = signs.every(({ low }) => low >= 0) || signs.every(({ high }) => high <= 0);
    if (rule === 'by one of one sign' && oneSign) return args.some((arg) => this.isNonZero(arg));
    return args.length > 0 && args.every((arg) => this.isNonZero(arg));
  }
}
