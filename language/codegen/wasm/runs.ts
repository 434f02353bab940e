import type { TensorFacts } from '../../functions/entry';
import type { Body, Operand } from '../../ir/program';
import { fixedValues, neededStatements } from '../tfjs/plan';
import { KernelGraph } from './graph';
import { isFlat } from './kernel';
import type { Knowledge } from './known';
import { lower, type LoweredKernel, type Recipe, type Wanted } from './lower';
import type { Placement } from './places';

/** Tensors that kernels go through together: one, or several side by side whose shapes do not matter. */
export interface Run {
  readonly recipe: Recipe;
  readonly tensors: readonly number[];
  readonly rows: number;
  readonly cols: number;
  /** Where it is a share of the tensors' elements, which is the first. */
  readonly first?: number;
  readonly needed: (id: number) => boolean;
}

/** The kernels of a recipe that store no result, in order. */
export const earlierKernels = ({ actions }: Recipe): LoweredKernel[] =>
  actions.flat().flatMap((action) => (action.do === 'kernel' ? [action.lowered] : []));

/** All kernels of a recipe, in order. */
export const kernelsOf = (recipe: Recipe): LoweredKernel[] => [
  ...earlierKernels(recipe),
  ...recipe.last,
];

/** What is known beforehand of each tensor, and what each asks for. */
export interface Cases {
  readonly fixed: ReadonlyMap<number, readonly number[]>;
  readonly needed: ReadonlyMap<number, readonly boolean[]>;
}

/** @param settled conditions that are taken for known, too */
export function findCases(
  body: Body,
  tensors: readonly TensorFacts[],
  settled: ReadonlyMap<number, boolean> = new Map(),
): Cases {
  const fixed = fixedValues(body, tensors);
  for (const [id, holds] of settled)
    fixed.set(
      id,
      tensors.map(() => Number(holds)),
    );
  const moving = body.statements.filter(({ id }) => !fixed.has(id));
  return { fixed, needed: neededStatements(body, moving, fixed, tensors.length, () => true) };
}

/** Lowers the body once for each case among the tensors, and puts tensors together where that changes nothing. */
export function planRuns(
  placement: Placement,
  tensors: readonly TensorFacts[],
  { fixed, needed }: Cases,
  wanted: readonly Wanted[],
  known: Knowledge,
  watched: readonly Operand[],
  createGraph = () => new KernelGraph(),
): Run[] {
  const recipes = new Map<string, Recipe>();
  const truths = placement.body.statements.filter(
    ({ id, type }) => type.kind === 'bool' && fixed.has(id),
  );
  const runs: Run[] = [];
  tensors.forEach(({ rows, cols }, t) => {
    const isNeeded = (id: number): boolean => needed.get(id)?.[t] ?? false;
    let key = '';
    for (const { statement } of placement.placed) key += isNeeded(statement.id) ? 1 : 0;
    for (const { id } of truths) key += fixed.get(id)![t];
    const one = { needed: isNeeded, fixed: (id: number) => fixed.get(id)?.[t] ?? null };
    const recipe = recipes.get(key) ?? lower(placement, one, wanted, known, watched, createGraph);
    recipes.set(key, recipe);
    const before = runs.at(-1);
    if (before?.recipe === recipe && isShapeless(recipe, placement)) {
      const count = before.rows * before.cols + rows * cols;
      runs[runs.length - 1] = { ...before, tensors: [...before.tensors, t], rows: 1, cols: count };
    } else {
      runs.push({ recipe, tensors: [t], rows, cols, needed: isNeeded });
    }
  });
  return runs;
}

/** True where one tensor's numbers could as well be another's. */
function isShapeless({ actions, last }: Recipe, placement: Placement): boolean {
  const shapeless = ({ kernel, numbers }: LoweredKernel): boolean =>
    isFlat(kernel) &&
    numbers.every((operand) => {
      if (operand.from === 'literal') return true;
      if (operand.from === 'statement' && !placement.byId.has(operand.id)) return false;
      return placement.extentOf(operand) === 'model';
    });
  const inAll = ({ lowered }: { lowered: LoweredKernel }): boolean =>
    lowered.domain === 'elem' &&
    lowered.folds.every(({ entry }) => entry.meaning.per === 'model') &&
    shapeless(lowered);
  const before = actions.flat().every((action) => action.do === 'kernel' && inAll(action));
  const passes = placement.placed.some(({ place }) => place === 'pass');
  return (
    before && !passes && last.every((lowered) => lowered.domain === 'elem' && shapeless(lowered))
  );
}
