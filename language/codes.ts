import type { Diagnostic, Fix, Severity, Span } from './diagnostics';

/** What a diagnostic's code stands for, whatever the message says in one case. */
export interface Code {
  readonly severity: Severity;
  readonly title: string;
}

/**
 * Every code there is: S syntax, N names and structure, T types, H hyperparameters, D data flow, A algebra,
 * I intervals, U units, C cost.
 */
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
  N13: { severity: 'error', title: 'A program that unfolds to too many operations' },
  N14: { severity: 'error', title: 'An import that cannot be used' },
  T1: { severity: 'error', title: 'Types that do not fit' },
  T2: { severity: 'warning', title: 'An update coarser than the weights' },
  T3: { severity: 'error', title: 'An if on a condition that differs within a tensor' },
  T4: { severity: 'error', title: 'Branches that give different types' },
  T7: { severity: 'error', title: 'A slot declared coarser than what is stored' },
  H1: {
    severity: 'error',
    title: 'A default outside its range, or a range that its scale cannot cover',
  },
  T5: { severity: 'hint', title: 'A ratio of a norm per tensor and a norm of all parameters' },
  T6: { severity: 'warning', title: 'A matrix function on vectors' },
  T8: { severity: 'info', title: 'Row or column statistics of vectors' },
  D1: { severity: 'warning', title: 'A statement without effect' },
  D2: { severity: 'warning', title: 'A slot that is overwritten before it is read' },
  D3: { severity: 'warning', title: 'A slot that is read but never stored' },
  D4: { severity: 'warning', title: 'A slot or parameter that is never used' },
  D5: { severity: 'warning', title: 'A hyperparameter without effect' },
  D6: { severity: 'warning', title: 'An update that does not depend on the gradient' },
  D7: { severity: 'warning', title: 'A comparison with what has just been overwritten' },
  D8: { severity: 'hint', title: 'A slot fed with a changed gradient' },
  D9: { severity: 'warning', title: 'Two slots that hold the same, or a multiple' },
  D10: { severity: 'warning', title: 'A condition that is always the same' },
  A1: { severity: 'warning', title: 'A learning rate without effect' },
  A2: { severity: 'warning', title: 'An update that is not in proportion to the learning rate' },
  A3: { severity: 'hint', title: 'A slot that stores the learning rate' },
  A4: { severity: 'warning', title: 'A running average with swapped arguments' },
  A5: { severity: 'warning', title: 'A limiter written the wrong way' },
  A6: { severity: 'warning', title: 'Weight decay through an adaptive denominator' },
  A7: { severity: 'warning', title: 'Weight decay that the learning rate does not scale' },
  A8: { severity: 'warning', title: 'Weights that grow by themselves' },
  A9: { severity: 'warning', title: 'A learning rate as an exponent' },
  A10: { severity: 'warning', title: 'A sign, size or bound that is known beforehand' },
  A11: { severity: 'hint', title: 'An expression that can be had with less' },
  A12: { severity: 'hint', title: 'A slot that depends on the step only' },
  A13: { severity: 'hint', title: 'Linear slots of which fewer would do' },
  A14: { severity: 'warning', title: 'A slot that grows without bound' },
  A15: { severity: 'info', title: 'A published rule' },
  I1: { severity: 'hint', title: 'A root or logarithm of what may be negative' },
  I2: { severity: 'hint', title: 'A divisor that may be zero' },
  I3: { severity: 'warning', title: 'A divisor that vanishes with time' },
  I4: {
    severity: 'error',
    title: 'A bias correction that is not above zero from the first step on',
  },
  I5: { severity: 'warning', title: 'A mixture with a weight outside of 0 to 1' },
  I6: { severity: 'warning', title: 'A number beyond the range of float32' },
  I7: { severity: 'warning', title: 'A second moment that can be negative' },
  I8: { severity: 'hint', title: 'A function that is a line or a step for all that it is given' },
  U1: { severity: 'warning', title: 'Units that do not fit' },
  U2: { severity: 'warning', title: 'A slot of two units' },
  U3: { severity: 'info', title: 'How the update scales' },
  U4: { severity: 'hint', title: 'A rule that depends on the scale of the loss' },
  U5: { severity: 'info', title: 'How the learning rate goes with width' },
  H2: { severity: 'hint', title: 'A number that acts as a hyperparameter' },
  H3: { severity: 'warning', title: 'A running average that is not corrected for its start' },
  C1: { severity: 'info', title: 'What the program keeps in memory' },
  C2: { severity: 'info', title: 'What the program works out at each step' },
  P1: { severity: 'warning', title: 'Weights that move without a gradient' },
  P2: { severity: 'warning', title: 'An update that climbs' },
  P3: { severity: 'warning', title: 'An update that drifts as a misplaced correction does' },
  P4: {
    severity: 'info',
    title: 'How the update answers to a spike and to the scale of gradients',
  },
  P5: { severity: 'info', title: 'An update that depends on how weights are stored in tensors' },
  P6: { severity: 'warning', title: 'A rule that breaks down within a thousand steps' },
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
