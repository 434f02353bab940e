/** What is written of chains, kept apart from the editor that asks for it. */

/** The names of a chain's parts, as in `sam+adamw`; a sentence where it is none. */
export function partsOf(text: string): readonly string[] | string {
  const parts = text.split('+').map((part) => part.trim());
  if (!parts.includes('')) return parts;
  return text.trim() === ''
    ? 'Name programs with a plus between, such as sam+adamw+lookahead.'
    : 'Name a program before and behind each +.';
}

/** A wrapper and what it is to stand around, in the order of a chain. */
export const around = <T>(
  wrapper: T,
  kind: 'grad_transform' | 'update_transform',
  optimizer: T,
): [T, T] => (kind === 'grad_transform' ? [wrapper, optimizer] : [optimizer, wrapper]);

/** Whether a program's text has a `train`, as far as can be told at a glance. */
export const trainsByItself = (text: string): boolean => /^def[ \t]+train\b/m.test(text);

/** What the picks in front of a training are headed: one program or chain is trained, several are compared. */
export const trainingTitle = (names: readonly string[]): string =>
  names.length === 1 ? `Train ${names[0]}` : `Compare ${names.join(', ')}`;
