/** How functions and types are written in hovers, completions and signature help. */
import { describeType, writtenArguments } from '../language';
import type { FunctionEntry } from '../language';

const argumentNames = (entry: FunctionEntry): string[] =>
  writtenArguments(entry).map(({ name }) => name);

/** `interp(x, y, a)`. */
const callText = (entry: FunctionEntry): string =>
  `${entry.name}(${argumentNames(entry).join(', ')})`;

/** `x ** p`, for a function that is also an operator; null for others. */
function operatorText(entry: FunctionEntry): string | null {
  const { operator } = entry;
  const [x, y] = argumentNames(entry);
  if (operator === null) return null;
  return operator.arity === 1 ? `${operator.symbol}${x}` : `${x} ${operator.symbol} ${y}`;
}

/** What comes out of a call. */
function resultWords({ signature: { result, arguments: args } }: FunctionEntry): string {
  if (result.kind === 'string') return 'a text, known beforehand';
  if (result.extent !== 'broadcast')
    return describeType({ kind: result.kind, extent: result.extent });
  const [only, ...others] = args;
  if (only === undefined) return describeType({ kind: result.kind, extent: 'model' });
  const kind = result.kind === 'num' ? 'a number' : 'a truth value';
  return `${kind}, as fine as ${others.length === 0 ? only.name : 'the finest argument'}`;
}

/** `interp(x, y, a) → a number, as fine as the finest argument`. */
export const signatureText = (entry: FunctionEntry): string =>
  `${callText(entry)} → ${resultWords(entry)}`;

/** A function's documentation as Markdown, without its signature. */
export function functionDoc(entry: FunctionEntry): string {
  const operator = operatorText(entry);
  return [
    entry.summary,
    ...(entry.formula === '' ? [] : [`\`${entry.formula}\``]),
    ...(entry.edge === '' ? [] : [`At the edge: ${entry.edge}`]),
    ...(operator === null ? [] : [`Also written \`${operator}\`.`]),
    ...(entry.aliases.length === 0
      ? []
      : [`Also called ${entry.aliases.map((alias) => `\`${alias}\``).join(', ')}.`]),
  ].join('\n\n');
}
