import { findFunction } from '../functions';
import { isNamed } from '../ir/extent';
import type { Extent, NamedExtent, Program, Statement } from '../ir/program';
import { graphOf, type Graph } from './graph';
import { oncePer } from './once';

/** What a program takes, besides the gradient that every optimizer needs. */
export interface Cost {
  /** float32 values that are kept for every weight. */
  readonly slotsPerParameter: number;
  readonly bytesPerParameter: number;
  /** Slots by how much of the model one of their values covers. */
  readonly slots: Readonly<Record<NamedExtent, number>>;
  /** The sizes of slots that are matrices of their own: `(rows, rows)`. */
  readonly matrices: readonly Extent[];
  /** Sweeps over all weights: one more than the reductions over all parameters that wait for each other. */
  readonly passes: number;
  /** Further passes through the model in each step: `gradient_at`, `loss_at`. */
  readonly extraGradients: number;
  /** Statements that work on whole matrices, at every step rather than at some of them. */
  readonly matrixWork: readonly Statement[];
}

const BYTES_PER_NUMBER = 4;

const MODEL_PASSES: ReadonlySet<string> = new Set(['gradient_at', 'loss_at']);

/** Counts a program's memory and work. */
export const findCost = oncePer((program: Program): Cost => {
  const slots: Record<NamedExtent, number> = { model: 0, tensor: 0, row: 0, col: 0, elem: 0 };
  const matrices: Extent[] = [];
  for (const { extent } of program.slots) {
    if (isNamed(extent)) slots[extent]++;
    else matrices.push(extent);
  }
  const { statements } = program.train;
  const graph = graphOf(program.train);
  return {
    slots,
    matrices,
    slotsPerParameter: slots.elem,
    bytesPerParameter: slots.elem * BYTES_PER_NUMBER,
    passes: countPasses(program),
    extraGradients: statements.filter(({ fn }) => MODEL_PASSES.has(fn)).length,
    matrixWork: statements.filter(
      (statement) => takesMatrixWork(statement) && !isSometimes(statement, graph),
    ),
  };
});

export const takesMatrixWork = ({ fn }: Statement): boolean =>
  findFunction(fn)?.rules.work !== undefined;

/** A statement belongs to the sweep after the last barrier that it depends on. */
function countPasses({ train }: Program): number {
  const levels = new Map<number, number>();
  const levelOf = (id: number): number => levels.get(id) ?? 0;
  let last = 0;
  for (const statement of train.statements) {
    const before = Math.max(
      0,
      ...statement.args.map((arg) => (arg.from === 'statement' ? levelOf(arg.id) : 0)),
    );
    const meaning = findFunction(statement.fn)?.meaning.per;
    const isBarrier = meaning === 'model' || MODEL_PASSES.has(statement.fn);
    const level = before + (isBarrier ? 1 : 0);
    levels.set(statement.id, level);
    last = Math.max(last, level);
  }
  return last + 1;
}

/** True under an `if` that asks for the step. */
function isSometimes({ guard }: Statement, graph: Graph): boolean {
  if (!guard) return false;
  return graph.dependsOn(guard, (operand) => operand.from === 'input' && operand.name === 'step');
}
