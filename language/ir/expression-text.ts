import { findFunction, writtenArguments } from '../functions';
import type { OperatorForm } from '../functions/entry';
import type { Operand, Statement } from './program';

/** An expression's text, with how tightly its outermost operator binds. */
export interface Text {
  readonly text: string;
  readonly precedence: number;
}

/** Literals, names and calls. */
const TIGHTEST = 100;
const SIGN = 7;

/** What an operand is in terms of the names of its body: inner parts are written out, named ones by their name. */
export function expressionText(statements: readonly Statement[], operand: Operand): string {
  const makers = new Map(statements.map((statement) => [statement.id, statement]));
  const write = (each: Operand): Text => {
    if (each.from === 'literal') return literalText(each.value);
    if (each.from === 'string') return tight(JSON.stringify(each.value));
    if (each.from !== 'statement') return tight(each.name);
    const { fn, args, name } = makers.get(each.id)!;
    return name !== null && each !== operand
      ? tight(name)
      : applied(fn, args.map(write), new Map());
  };
  return write(operand).text;
}

/** What needs no parentheses anywhere: a name, a call. */
export function tight(text: string): Text {
  return { text, precedence: TIGHTEST };
}

export function literalText(value: number | boolean): Text {
  if (typeof value === 'boolean') return tight(value ? 'True' : 'False');
  const negative = value < 0 || Object.is(value, -0);
  return { text: negative ? `-${-value}` : String(value), precedence: negative ? SIGN : TIGHTEST };
}

/**
 * A call, or an operator with the parentheses that it needs.
 *
 * @param names what stands for something else than a function of the same name
 */
export function applied(
  fn: string,
  args: readonly Text[],
  names: ReadonlyMap<string, unknown>,
): Text {
  const entry = findFunction(fn)!;
  const { operator } = entry;
  if (operator) return operated(operator, args);
  const written = args.slice(0, writtenArguments(entry).length);
  if (written.length === 0 && !names.has(fn)) return tight(fn);
  return tight(`${fn}(${written.map(({ text }) => text).join(', ')})`);
}

function operated({ symbol, precedence, arity }: OperatorForm, args: readonly Text[]): Text {
  const wrap = ({ text, precedence: inner }: Text, least: number): string =>
    inner < least ? `(${text})` : text;
  if (arity === 1) {
    // A sign before a number would be read as a part of it.
    const number = symbol === '-' && /^[\d.]/.test(args[0].text);
    const operand = number ? `(${args[0].text})` : wrap(args[0], precedence);
    return { text: symbol === 'not' ? `not ${operand}` : `${symbol}${operand}`, precedence };
  }
  const [left, right] = args;
  const power = symbol === '**';
  const comparison = /^[<>=!]/.test(symbol);
  const leftText = wrap(left, power || comparison ? precedence + 1 : precedence);
  const rightText = wrap(right, power ? SIGN : precedence + 1);
  return { text: `${leftText} ${symbol} ${rightText}`, precedence };
}
