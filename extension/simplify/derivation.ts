/** How a program came to its simplest form, as a page to read beside the two. */

import type { SimplificationStep, Simplified, Size } from '../../language';

/** The derivation as Markdown: what it saves, then each step with its rule and what allows it. */
export function derivationPage(name: string, { before, after, steps }: Simplified): string {
  return [
    `### How \`${name}\` becomes simpler`,
    savings(before, after),
    'Each step keeps every update the same, for all weights and gradients; only rounding may differ.',
    ...steps.map(stepText),
    '',
  ].join('\n\n');
}

function savings(before: Size, after: Size): string {
  const parts = [
    change('operation', before.statements, after.statements),
    change('slot', before.slots, after.slots),
    change('byte', before.bytesPerParameter, after.bytesPerParameter, ' per parameter'),
  ];
  return `${parts.join(', ')}.`;
}

function change(word: string, before: number, after: number, more = ''): string {
  const unit = after === 1 ? word : `${word}s`;
  return before === after
    ? `${after} ${unit}${more} as before`
    : `${after} ${unit}${more} in place of ${before}`;
}

function stepText(
  { rule, condition, before, after, line }: SimplificationStep,
  index: number,
): string {
  const place = line === null ? '' : ` (line ${line})`;
  const what = after === '' ? `\`${before}\` goes` : `\`${before}\` becomes \`${after}\``;
  return `**${index + 1}. ${capitalized(rule)}**${place}\n\n${what}. This holds ${holds(condition)}.`;
}

const holds = (condition: string): string =>
  condition.startsWith('always') || condition.startsWith('as long as')
    ? condition
    : `because ${condition}`;

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
