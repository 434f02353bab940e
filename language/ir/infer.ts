import { findFunction } from '../functions';
import { joinExtents, resultExtent } from './extent';
import type { Body, Extent, Operand, Program } from './program';

/** The extent that each slot would have without a declared one: the least that covers what is stored into it. */
export function inferSlotExtents(program: Program): ReadonlyMap<string, Extent> {
  const slots = new Map<string, Extent>();
  for (const { name, initial } of program.slots)
    slots.set(name, initial ? resultExtents(initial, slots)[0] : 'model');
  for (let changed = true; changed;) {
    changed = false;
    const [, ...stored] = resultExtents(program.train, slots);
    program.slots.forEach(({ name }, i) => {
      const before = slots.get(name)!;
      const after = joinExtents(before, stored[i]);
      if (after !== before) changed = true;
      slots.set(name, after);
    });
  }
  return slots;
}

function resultExtents(body: Body, slots: ReadonlyMap<string, Extent>): Extent[] {
  const known = new Map<number, Extent>();
  const extentOf = (operand: Operand): Extent => {
    if (operand.from === 'statement') return known.get(operand.id)!;
    if (operand.from === 'slot') return slots.get(operand.name)!;
    const tensors: readonly string[] = ['w', 'g', 'update'];
    return operand.from === 'input' && tensors.includes(operand.name) ? 'elem' : 'model';
  };
  for (const { id, fn, args } of body.statements)
    known.set(id, resultExtent(findFunction(fn)!, args.map(extentOf), args));
  return body.results.map(extentOf);
}
