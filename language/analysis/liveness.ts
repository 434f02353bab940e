import type { Operand, Program } from '../ir/program';
import { operandKey } from '../ir/structure';
import { graphOf, type Graph } from './graph';
import { oncePer } from './once';

/** What of a program ever matters: to the update or the evaluation point, in this step or a later one. */
export interface Liveness {
  /** A value of the entry function. */
  isLive(operand: Operand): boolean;
  readonly liveSlots: ReadonlySet<string>;
  /** Inputs and hyperparameters with a path to the update, through slots too. */
  reaches(operand: Operand): boolean;
}

/** The least fixpoint from the update and the evaluation point, through what slots store. */
export const findLive = oncePer((program: Program): Liveness => {
  const { train, evalPoint, slots } = program;
  const stored = new Map(slots.map(({ name }, i) => [name, train.results[i + 1]]));
  const starts = new Map(slots.map(({ name, initial }) => [name, initial]));
  const liveSlots = new Set<string>();
  /** Inputs and hyperparameters that a live start, or the evaluation point, is made of. */
  const elsewhere = new Set<string>();
  const live = new Set<string>();
  const graph = graphOf(train);
  const waiting: Operand[] = [train.results[0]];

  const enterSlot = (name: string): void => {
    if (liveSlots.has(name)) return;
    liveSlots.add(name);
    waiting.push(stored.get(name)!);
    const initial = starts.get(name);
    if (initial) visit(graphOf(initial), initial.results);
  };
  const visit = (other: Graph, from: readonly Operand[]): void => {
    other.reach(from, (operand) => {
      if (operand.from === 'slot') enterSlot(operand.name);
      else if (operand.from !== 'statement') elsewhere.add(operandKey(operand));
      return false;
    });
  };

  if (evalPoint) visit(graphOf(evalPoint), evalPoint.results);
  for (let operand = waiting.pop(); operand; operand = waiting.pop()) {
    const key = operandKey(operand);
    if (live.has(key)) continue;
    live.add(key);
    if (operand.from === 'slot') enterSlot(operand.name);
    const maker = graph.maker(operand);
    if (!maker) continue;
    waiting.push(...maker.args);
    if (maker.guard) waiting.push(maker.guard);
  }

  return {
    liveSlots,
    isLive: (operand) => live.has(operandKey(operand)),
    reaches: (operand) => live.has(operandKey(operand)) || elsewhere.has(operandKey(operand)),
  };
});
