import type { Diagnostic, Fix, Severity, Span } from './diagnostics';

/** What a diagnostic's code stands for, whatever the message says in one case. */
export interface Code {
  readonly severity: Severity;
  readonly title: string;
}

/** Every code that the front end gives: S syntax, N names and structure, T types, H hyperparameters, D data flow. */
export const CODES = {
  S1: { severity: 'error', title: 'A character that the language does not have' },
  S2: { severity: 'error', title: 'A tab' },
  S3: { severity: 'error', title: 'A malformed number' },
  S4: { severity: 'error', title: 'A malformed or unfinished string' },
  S5: { severity: 'error', title: 'A parenthesis without its partner' },
  S6: { severity: 'error', title: 'Wrong indentation' },
  S7: { severity: 'error', title: 'Something is missing or in the wrong place' },
  S8: { severity: 'error', title: 'A reserved word used as a name' },
  S9: { severity: 'error', title: 'A construct that the language does not have' },
  S10: { severity: 'error', title: 'An expression or block that is nested too deeply or too long' },
  N1: { severity: 'error', title: 'An unknown name' },
  N2: { severity: 'error', title: 'An unknown function' },
  N3: { severity: 'error', title: 'A wrong number of arguments or values' },
  N4: { severity: 'error', title: 'A name declared twice' },
  N5: { severity: 'error', title: 'A malformed declaration' },
  N6: { severity: 'error', title: 'A missing or malformed entry function' },
  N7: { severity: 'error', title: 'A malformed return' },
  N8: { severity: 'error', title: 'A name that has no value on some path' },
  N9: { severity: 'error', title: 'An assignment to a read-only name' },
  N10: { severity: 'error', title: 'A helper that calls itself' },
  N11: { severity: 'error', title: 'A loop whose length is not a constant' },
  N12: { severity: 'error', title: 'A part of the language that is not supported yet' },
  N13: { severity: 'error', title: 'A program that unfolds to too many operations' },
  T1: { severity: 'error', title: 'Types that do not fit' },
  T2: { severity: 'warning', title: 'An update coarser than the weights' },
  T3: { severity: 'error', title: 'An if on a condition that differs within a tensor' },
  T4: { severity: 'error', title: 'Branches that give different types' },
  T7: { severity: 'error', title: 'A slot declared coarser than what is stored' },
  H1: {
    severity: 'error',
    title: 'A default outside its range, or a range that its scale cannot cover',
  },
  D1: { severity: 'warning', title: 'A statement without effect' },
  D3: { severity: 'warning', title: 'A slot that is read but never stored' },
  D4: { severity: 'warning', title: 'A slot or parameter that is never used' },
} as const satisfies Record<string, Code>;

export type CodeName = keyof typeof CODES;

/** A diagnostic with its code's severity. */
export function diagnostic(
  code: CodeName,
  span: Span,
  message: string,
  extra: { readonly fixes?: readonly Fix[]; readonly related?: Diagnostic['related'] } = {},
): Diagnostic {
  return { code, severity: CODES[code].severity, message, span, ...extra };
}
