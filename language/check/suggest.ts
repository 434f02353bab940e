import type { Fix, Span } from '../diagnostics';

/** The number of letters to insert, delete, change or swap with their neighbour to get from one word to the other. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, change);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

/** Fewer letters than this are near to too many words: only a slip of the finger is taken for one. */
const SHORTEST = 3;

/** The same letters in another case, the same letter twice, two letters swapped, or one left out of three. */
function isSlip(word: string, candidate: string): boolean {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  if (a.length < b.length) return b.length === SHORTEST && distance(a, b) === 1;
  return a === b || a === b + b || (b.length === 2 && a === b[1] + b[0]);
}

/** The known word that a misspelt one most likely means; null where none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length < SHORTEST) {
    for (const candidate of known) if (isSlip(word, candidate)) return candidate;
    return null;
  }
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const letters = distance(word.toLowerCase(), candidate.toLowerCase());
    if (letters < bestDistance) [best, bestDistance] = [candidate, letters];
  }
  return best;
}

/** What papers and other libraries call what a program is given. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  t: 'step',
  T: 'total_steps',
  iteration: 'step',
  grad: 'g',
  gradient: 'g',
  param: 'w',
  theta: 'w',
  weights: 'w',
  eta: 'lr',
  learning_rate: 'lr',
};

/** What the language calls what another name stands for elsewhere; null where that is none of these names. */
export function translated(word: string, known: readonly string[]): string | null {
  const own = Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word] : null;
  return own !== null && known.includes(own) ? own : null;
}

/** The fix that writes the guessed word; none without a guess. */
export function replacement(span: Span, guess: string | null): Fix[] {
  return guess ? [{ title: `Change to ${guess}`, edits: [{ span, text: guess }] }] : [];
}
