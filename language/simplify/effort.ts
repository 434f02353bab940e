import { findCost } from '../analysis/cost';
import type { Program } from '../ir/program';

/** The least that makes a program simpler: an operation on a number for the whole model, nearly. */
export const WHOLE_OPERATION = 0.2;

/** What a value per weight that is kept weighs against an operation on all weights. */
const SLOT = 1000;
/** The same for a number for the model, a tensor or a row: it takes hardly any memory. */
const SMALL_SLOT = 10;
/** A sweep over all weights, and a gradient. */
const PASS = 100;
const GRADIENT = 10_000;
/** An operation on numbers for the whole model takes no time, but has to be read. */
const SCALAR = 0.25;
const LITERAL = 0.01;
/** Of two forms that are equal otherwise, the one whose values depend on fewer others reads better. */
const DEPTH = 0.001;

/** How much a program takes to keep, run and read, in operations on all weights. */
export function effort(program: Program): number {
  const { slots, passes, extraGradients } = findCost(program);
  const small = program.slots.length - slots.elem;
  let total = slots.elem * SLOT + small * SMALL_SLOT + passes * PASS + extraGradients * GRADIENT;
  const depths = new Map<number, number>();
  for (const { id, args, type } of program.train.statements) {
    const inner = args.map((arg) => (arg.from === 'statement' ? (depths.get(arg.id) ?? 0) : 0));
    const depth = 1 + Math.max(0, ...inner);
    depths.set(id, depth);
    const literals = args.filter((arg) => arg.from === 'literal').length;
    total += (type.extent === 'model' ? SCALAR : 1) + literals * LITERAL + depth * DEPTH;
  }
  return total;
}
