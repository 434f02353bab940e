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

  constructor(
    program: Program,
    private readonly graph: Graph,
  ) {
    this.defaults = new Map(program.hypers.map(({ name, default: value }) => [name, value]));
  }

  at(operand: Operand, circumstances: Circumstances): number {
    const known = new Map<number, number>();
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
        case 'statement': {
          let value = known.get(part.id);
          if (value === undefined) {
            value = apply(part);
            known.set(part.id, value);
          }
          return value;
        }
        default:
          return NaN;
      }
    };
    const apply = (part: Operand): number => {
      const maker = this.graph.maker(part)!;
      const meaning = findFunction(maker.fn)?.meaning;
      if (meaning?.per !== 'element' || maker.type.extent !== 'model') return NaN;
      const args = maker.args.map(read);
      return args.some(Number.isNaN) ? NaN : meaning.of((x) => x, ...args);
    };
    return read(operand);
  }

  isKnown(operand: Operand): boolean {
    return !Number.isNaN(this.at(operand, { step: 7 }));
  }
}
