/** How functions and types are written in hovers, completions, signature help and the reference page. */
import { describeType } from '../check/values';
import { writtenArguments } from '../functions';
import type { FunctionEntry, ResultExtent } from '../functions/entry';
import type { NamedExtent } from '../ir/program';

const argumentNames = (entry: FunctionEntry): string[] =>
  writtenArguments(entry).map(({ name }) => name);

/** `interp(x, y, a)`. */
export const callText = (entry: FunctionEntry): string =>
  `${entry.name}(${argumentNames(entry).join(', ')})`;

/** `x ** p`, for a function that is also an operator; null for others. */
export function operatorText(entry: FunctionEntry): string | null {
  const { operator } = entry;
  const [x, y] = argumentNames(entry);
  if (operator === null) return null;
  const sign = /\w$/.test(operator.symbol) ? `${operator.symbol} ` : operator.symbol;
  return operator.arity === 1 ? `${sign}${x}` : `${x} ${operator.symbol} ${y}`;
}

/** What comes out of a call. */
export function resultWords({ signature: { result, arguments: args } }: FunctionEntry): string {
  if (result.kind === 'string') return 'a text, known beforehand';
  const words = ofMatrices(result.extent, args[0]?.name ?? '', args[1]?.name ?? '');
  if (words !== null) return words;
  if (result.extent !== 'broadcast')
    return describeType({ kind: result.kind, extent: result.extent as NamedExtent });
  const [only, ...others] = args;
  if (only === undefined) return describeType({ kind: result.kind, extent: 'model' });
  const kind = result.kind === 'num' ? 'a number' : 'a truth value';
  return `${kind}, as fine as ${others.length === 0 ? only.name : 'the finest argument'}`;
}

/** What comes out of a function whose result goes by the sizes of its arguments; null for any other. */
function ofMatrices(extent: ResultExtent, x: string, y: string): string | null {
  switch (extent) {
    case 'alike':
      return `a matrix in the size of ${x}`;
    case 'transposed':
      return `a matrix of as many rows as ${x} has columns, and as many columns as it has rows`;
    case 'product':
      return `a matrix of the rows of ${x} and the columns of ${y}`;
    case 'columns':
      return `a matrix of the rows of ${x} and ${y} columns`;
    default:
      return null;
  }
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
