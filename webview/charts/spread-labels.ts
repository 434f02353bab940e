/**
 * Moves labels apart along a line so that neighbours are at least `spacing` apart and all lie within [low, high],
 * each as near to its own place as the others allow (pool-adjacent-violators on the least squares of the moves).
 * Labels that do not fit at all are left out from the end of the list: null stands in their place.
 */
export function spreadLabels(
  places: readonly number[],
  spacing: number,
  low: number,
  high: number,
): (number | null)[] {
  const room = Math.max(0, Math.floor((high - low) / spacing) + 1);
  const order = places
    .map((_, i) => i)
    .slice(0, room)
    .sort((a, b) => places[a]! - places[b]! || a - b);
  interface Pool {
    sum: number;
    count: number;
  }
  const pools: Pool[] = [];
  const mean = (pool: Pool): number => pool.sum / pool.count;
  order.forEach((i, rank) => {
    let pool: Pool = { sum: places[i]! - rank * spacing, count: 1 };
    for (let last = pools.at(-1); last && mean(last) >= mean(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  const top = high - (order.length - 1) * spacing;
  const result: (number | null)[] = places.map(() => null);
  let rank = 0;
  for (const pool of pools)
    for (let k = 0; k < pool.count; k++, rank++)
      result[order[rank]!] = Math.max(low, Math.min(top, mean(pool))) + rank * spacing;
  return result;
}
