import { findCost, type Cost } from '../analysis/cost';
import { findDegrees, type Degrees } from '../analysis/degrees';
import { floorsOf } from '../analysis/floors';
import { graphOf, isInput, type Graph } from '../analysis/graph';
import { findIntervals } from '../analysis/intervals';
import { linearTerms, type Term } from '../analysis/linear';
import { findLive, type Liveness } from '../analysis/liveness';
import { Scalars } from '../analysis/scalars';
import type { Solved } from '../analysis/solve';
import { findUnits, type Units } from '../analysis/units';
import type { ProgramSymbol } from '../check/symbols';
import type { Span } from '../diagnostics';
import type { Interval } from '../functions/interval';
import type { Operand, Program, Slot } from '../ir/program';
import { operandKey } from '../ir/structure';
import type { Definition, SourceFile } from '../syntax/tree';
import { assignmentBefore, entryOf, type SourceText } from './edits';

/** What lints look at: a program, its text, and analyses that are worked out when first asked for. */
export class Subject implements SourceText {
  readonly graph: Graph;
  readonly scalars: Scalars;
  readonly isFloor: (operand: Operand) => boolean;

  constructor(
    readonly source: string,
    readonly tree: SourceFile,
    readonly symbols: readonly ProgramSymbol[],
    readonly program: Program,
    /** Which published rule a program is, in words; null where it is none, or that is not known. */
    readonly recognize: (program: Program) => string | null = () => null,
  ) {
    this.graph = graphOf(program.train);
    this.scalars = new Scalars(program, this.graph);
    this.isFloor = floorsOf(program);
  }

  private lazy = new Map<string, unknown>();

  private once<T>(name: string, make: () => T): T {
    if (!this.lazy.has(name)) this.lazy.set(name, make());
    return this.lazy.get(name) as T;
  }

  get live(): Liveness {
    return findLive(this.program);
  }

  get intervals(): Solved<Interval> {
    return findIntervals(this.program);
  }

  get degrees(): Solved<Degrees> {
    return findDegrees(this.program);
  }

  get units(): Units {
    return findUnits(this.program);
  }

  get cost(): Cost {
    return findCost(this.program);
  }

  /** Whether a value is worked out from the step. */
  get isOfStep(): (operand: Operand) => boolean {
    return this.once('of step', () => this.graph.workedOutFrom((part) => isInput(part, 'step')));
  }

  get statements(): Program['train']['statements'] {
    return this.program.train.statements;
  }

  get update(): Operand {
    return this.program.train.results[0];
  }

  /** True for an optimizer; false for what is chained in front of one or behind it. */
  get isOptimizer(): boolean {
    return this.entry?.name.name === 'train';
  }

  /** The function that the runtime calls at each step. */
  get entry(): Definition | undefined {
    return this.once('entry', () => entryOf(this.tree));
  }

  /** Where to say something of the whole program. */
  get place(): Span {
    return this.entry?.name.span ?? { start: 0, end: 0 };
  }

  /** What a slot stores. */
  stored(slot: Slot): Operand {
    return this.program.train.results[this.program.slots.indexOf(slot) + 1];
  }

  terms(operand: Operand): readonly Term[] {
    return this.once(`terms of ${operandKey(operand)}`, () =>
      linearTerms(operand, this.graph, this.scalars),
    );
  }

  /** The share of its old value that a slot keeps, where that is a known number; null: it is not kept linearly. */
  kept(slot: Slot, step: number): number | null {
    const own = this.terms(this.stored(slot)).find(
      ({ value }) => value.from === 'slot' && value.name === slot.name,
    );
    const share = own?.at({ step });
    return share === undefined || Number.isNaN(share) ? null : share;
  }

  /** A slot that starts at zero and stores a mixture of its old value and something else, the shares adding up to 1. */
  isMovingAverage(slot: Slot, step = 1000): boolean {
    if (slot.initial) return false;
    const terms = this.terms(this.stored(slot));
    const kept = this.kept(slot, step);
    if (terms.length < 2 || kept === null || kept <= 0 || kept >= 1) return false;
    const circumstances = { step };
    const total = terms.reduce((sum, term) => sum + term.at(circumstances), 0);
    return Math.abs(total - 1) < 1e-6;
  }

  /** How the text names a value; `at`: by the name that it has there, if it has one. */
  text(operand: Operand, at: Span | null = null): string {
    switch (operand.from) {
      case 'statement': {
        const { span, name } = this.graph.maker(operand)!;
        const assigned = at && name ? assignmentBefore(this.tree, name, at.start) : null;
        if (assigned && assigned.span.start <= span.start && span.end <= assigned.span.end)
          return name!;
        return this.source.slice(span.start, span.end);
      }
      case 'literal':
        return String(operand.value);
      case 'string':
        return `"${operand.value}"`;
      default:
        return operand.name;
    }
  }

  /** The names that values of these statements have in the text. */
  spanOf(operand: Operand): Span {
    return this.graph.maker(operand)?.span ?? this.place;
  }
}
