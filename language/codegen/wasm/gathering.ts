import { isFold, type Placed } from './places';

interface Gathered {
  total: number;
  count: number;
}

/** Reductions over all parameters in the making: what the tensors contribute, one after the other. */
export class Gathering {
  private readonly totals = new Map<number, Gathered>();
  private readonly lists = new Map<number, number[][]>();

  begin(): void {
    this.totals.clear();
    this.lists.clear();
  }

  /** What a kernel found for so many elements. */
  add({ statement, entry }: Placed, total: number, count: number): void {
    const all = this.totals.get(statement.id);
    if (!all) {
      this.totals.set(statement.id, { total, count });
      return;
    }
    const sums = isFold(entry.kernel) && entry.kernel.fold === 'sum';
    all.total = sums ? all.total + total : Math.max(all.total, total);
    all.count += count;
  }

  /** Of values that are one number for a tensor, that number: one for each argument. */
  list({ statement }: Placed, numbers: readonly number[]): void {
    const lists = this.lists.get(statement.id) ?? numbers.map(() => []);
    this.lists.set(statement.id, lists);
    numbers.forEach((number, i) => lists[i].push(number));
  }

  result({ statement, entry }: Placed): number {
    const { kernel, meaning } = entry;
    const all = this.totals.get(statement.id);
    if (all && isFold(kernel)) return kernel.finish(all.total, all.count);
    if (meaning.per !== 'model') throw new Error(`${statement.fn} is no reduction over all.`);
    const lists = this.lists.get(statement.id) ?? statement.args.map(() => []);
    return meaning.of(...lists.map((list) => list.map((x) => [x])));
  }
}
