import { onModel, type Given } from '../../interpret/evaluate';
import type { Operand } from '../../ir/program';
import type { CompiledBody } from './body';
import type { Reader } from './numbers';
import type { Placed, Placement } from './places';

/** With more there would be too many ways for them to go. */
const MOST = 2;

/** How conditions go, by statement. */
export type Settled = ReadonlyMap<number, boolean>;

/**
 * Conditions of branches that are known before anything is worked out, as `every(k)`: they ask for numbers of the whole
 * model alone, and nothing but branches asks for them.
 */
export function findConditions({ body, byId }: Placement): Placed[] {
  const isPlain = (operand: Operand): boolean => {
    if (operand.from !== 'statement') return true;
    const maker = byId.get(operand.id);
    if (!maker) return true;
    const { statement, entry, place, level } = maker;
    const plain = place === 'host' && level === 0 && entry.meaning.per === 'element';
    return plain && statement.guard === null && statement.args.every(isPlain);
  };
  const chosen = new Set<number>();
  const otherwise = new Set<number>();
  for (const { fn, args, type } of body.statements) {
    args.forEach((arg, i) => {
      if (arg.from !== 'statement') return;
      const decides = fn === 'choose' && i === 0 && type.extent !== 'model';
      (decides ? chosen : otherwise).add(arg.id);
    });
  }
  for (const result of body.results) if (result.from === 'statement') otherwise.add(result.id);
  return [...chosen]
    .filter((id) => !otherwise.has(id) && byId.has(id) && isPlain({ from: 'statement', id }))
    .slice(0, MOST)
    .map((id) => byId.get(id)!);
}

/**
 * A body compiled once for each way that its conditions go, when it first goes that way: what only the other side asks
 * for is then neither read nor written.
 */
export class Variants {
  private readonly made = new Map<string, CompiledBody>();
  private first: CompiledBody | null = null;

  constructor(
    private readonly placement: Placement,
    private readonly conditions: readonly Placed[],
    /** Numbers that are known beforehand, by statement. */
    private readonly fixed: ReadonlyMap<number, readonly number[]>,
    private readonly compile: (settled: Settled) => CompiledBody,
  ) {}

  /** The body where no condition holds. */
  usual(): CompiledBody {
    return (this.first ??= this.where(this.conditions.map(() => false)));
  }

  /** The body for the step of which these readers tell. */
  at(readerOf: (operand: Given, tensor: number) => Reader): CompiledBody {
    if (this.conditions.length === 0) return this.usual();
    const numberOf = (operand: Operand): number => {
      if (operand.from === 'literal') return Number(operand.value);
      if (operand.from !== 'statement') return readerOf(operand as Given, 0)();
      const maker = this.placement.byId.get(operand.id);
      if (!maker) return this.fixed.get(operand.id)![0];
      return onModel(maker.entry.meaning, maker.statement.args.map(numberOf));
    };
    const ways = this.conditions.map(
      ({ statement: { id } }) => numberOf({ from: 'statement', id }) !== 0,
    );
    return this.where(ways);
  }

  private where(ways: readonly boolean[]): CompiledBody {
    const key = ways.join();
    let body = this.made.get(key);
    if (!body) {
      body = this.compile(
        new Map(this.conditions.map(({ statement }, i) => [statement.id, ways[i]])),
      );
      this.made.set(key, body);
    }
    return body;
  }
}
