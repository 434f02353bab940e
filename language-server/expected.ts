/** What a place in a program asks for, so that completion can name first what fits there. */
import { findFunction } from '../language';
import type { Argument, FunctionEntry, ProgramSymbol } from '../language';
import { callAround } from './lexical';

export interface Expected {
  readonly kind: 'num' | 'bool' | 'any';
  /** The finest extent that fits; null: any. */
  readonly finest: Argument['finest'] | null;
}

export const ANYTHING: Expected = { kind: 'any', finest: null };
const ORDER = ['model', 'tensor', 'row', 'col', 'elem'] as const;

/** What fits at an offset: by the argument that is being written, or the statement. */
export function expectedAt(text: string, offset: number): Expected {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const call = callAround(text, offset);
  // Behind an operator its operand is asked for, whatever the whole may be.
  const before = line.replace(/\w*$/, '').trimEnd();
  if (/(\b(and|or|not)|^\s*(if|elif))$/.test(before)) return { kind: 'bool', finest: null };
  if (/[-+*/%<>]$|[=!<>]=$/.test(before)) return { kind: 'num', finest: null };
  if (call === null)
    return /^\s*(return|\w+\s*=)/.test(line) ? { kind: 'num', finest: null } : ANYTHING;
  const argument = findFunction(call.name)?.signature.arguments[call.argument];
  if (argument?.kind !== 'num' && argument?.kind !== 'bool') return ANYTHING;
  return { kind: argument.kind, finest: argument.finest ?? null };
}

/** Whether a name's type is what is asked for; one whose type an error hides is taken to fit. */
export function symbolFits({ kind, finest }: Expected, { type, certain }: ProgramSymbol): boolean {
  if (type === null) return true;
  if (kind !== 'any' && type.kind !== kind) return false;
  return !certain || finest === null || finest === undefined || isWithin(type.extent, finest);
}

/** Whether a call of a function can give what is asked for. */
export function functionFits({ kind, finest }: Expected, { signature }: FunctionEntry): boolean {
  const { result } = signature;
  if (kind !== 'any' && result.kind !== kind) return false;
  if (finest === null || finest === undefined || result.extent === 'broadcast') return true;
  return isWithin(result.extent, finest);
}

/** A matrix of its own sizes, which is none of the named extents, is never within one. */
const isWithin = (extent: string, finest: string): boolean => {
  const place = ORDER.findIndex((each) => each === extent);
  return place >= 0 && place <= ORDER.findIndex((each) => each === finest);
};
