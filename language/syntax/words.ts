/** Words with a meaning of their own in the language. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  'def',
  'return',
  'if',
  'elif',
  'else',
  'for',
  'in',
  'and',
  'or',
  'not',
  'True',
  'False',
  'import',
  'from',
  'as',
  'pass',
]);

/** Python's other keywords: reserved, so that every program is also a valid Python module. */
export const RESERVED: ReadonlySet<string> = new Set([
  'None',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'del',
  'except',
  'finally',
  'global',
  'is',
  'lambda',
  'nonlocal',
  'raise',
  'try',
  'while',
  'with',
  'yield',
]);

/** True for a text that a program may use as a name. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && !KEYWORDS.has(text) && !RESERVED.has(text);
}
