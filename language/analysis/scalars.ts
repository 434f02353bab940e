import { findFunction } from '../functions';
import type { Operand, Program } from '../ir/program';
import { Graph } from './graph';

/** Numbers for what a value of model extent may be made of; hyperparameters default to their defaults. */
export interface Circumstances {
  readonly step: number;
  readonly lr?: number;
  readonly hypers?: ReadonlyMap<string, number>;
}

/**
 * Works out what a value of model extent is at one step; NaN where it is made of more than literals,
 * hyperparameters, `step` and `lr`.
 */
export class Scalars {
  private readonly defaults: ReadonlyMap<string, number>;
  /** What has been worked out, by hyperparameters, then by the other circumstances, then by statement. */
  private readonly worked = new Map<object, Map<string, Map<number, number>>>();

  constructor(
    program: Program,
    private readonly graph: Graph,
  ) {
    this.defaults = new Map(program.hypers.map(({ name, default: value }) => [name, value]));
  }

  at(operand: Operand, circumstances: Circumstances): number {
    const known = this.knownUnder(circumstances);
    if (operand.from === 'statement' && known.has(operand.id)) return known.get(operand.id)!;
    const read = (part: Operand): number => {
      switch (part.from) {
        case 'literal':
          return Number(part.value);
        case 'hyper':
          return circumstances.hypers?.get(part.name) ?? this.defaults.get(part.name) ?? NaN;
        case 'input':
          if (part.name === 'step') return circumstances.step;
          if (part.name !== 'lr' && part.name !== 'lr_peak') return NaN;
          return circumstances.lr ?? this.defaults.get('lr') ?? NaN;
        case 'statement':
          return known.get(part.id)!;
        default:
          return NaN;
      }
    };
    // Arguments first, by a list of what is still to be done: no depth of nesting exhausts the stack.
    const waiting = [operand];
    for (let part = waiting.at(-1); part; part = waiting.at(-1)) {
      const maker = this.graph.maker(part);
      const meaning = maker && findFunction(maker.fn)?.meaning;
      const isScalar = meaning?.per === 'element' && maker?.type.extent === 'model';
      const missing = isScalar
        ? maker.args.filter((arg) => arg.from === 'statement' && !known.has(arg.id))
        : [];
      if (missing.length > 0) {
        waiting.push(...missing);
        continue;
      }
      waiting.pop();
      if (!maker || known.has(maker.id)) continue;
      const args = isScalar ? maker.args.map(read) : [NaN];
      const isKnown = isScalar && !args.some(Number.isNaN);
      known.set(maker.id, isKnown ? meaning.of((x) => x, ...args) : NaN);
    }
    return read(operand);
  }

  private knownUnder({ step, lr, hypers = this.defaults }: Circumstances): Map<number, number> {
    const byRest = this.worked.get(hypers) ?? new Map<string, Map<number, number>>();
    this.worked.set(hypers, byRest);
    const rest = `${step} ${lr}`;
    const known = byRest.get(rest) ?? new Map<number, number>();
    byRest.set(rest, known);
    return known;
  }

  isKnown(operand: Operand): boolean {
    return !Number.isNaN(this.at(operand, { step: 7 }));
  }
}
