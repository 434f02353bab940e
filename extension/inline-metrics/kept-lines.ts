/** Beyond this the lines between two edits are taken to be new: what is compared grows with the product. */
const MOST_PAIRS = 1_000_000;

/**
 * Where the lines of a text stand in a later state of it: for each line its number there, or null for one that is
 * gone or changed. Lines keep their order; which of several ways there are to keep the most of them is left open.
 */
export function keptLines(before: string, now: string): (number | null)[] {
  const [a, b] = [linesOf(before), linesOf(now)];
  const kept = new Array<number | null>(a.length).fill(null);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) kept[start] = start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) kept[--endA] = --endB;
  for (const [i, j] of common(a.slice(start, endA), b.slice(start, endB)))
    kept[start + i] = start + j;
  return kept;
}

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** A longest common subsequence, as pairs of places. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST_PAIRS) return [];
  const width = b.length + 1;
  // How many lines the texts behind (i, j) have in common.
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] =
        a[i] === b[j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;)
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++;
    else j++;
  return pairs;
}
