import type { Cursor } from './cursor';
import { stringValue, type Token } from './lexer';
import type { BinaryOperator, CallExpression, Expression, NameExpression } from './tree';

/** How tightly each operator binds, as in Python. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '@': 6,
  '**': 8,
};
const NOT = 3;
const COMPARISON = 4;
const SIGN = 7;

/** What to write instead of something that other languages have. */
const INSTEAD: Readonly<Record<string, string>> = {
  '//': 'use `floor(x / y)`',
  '&': 'use `and`',
  '&&': 'use `and`',
  '|': 'use `or`',
  '^': 'use `**` for powers',
  '~': 'use `not`',
  '!': 'use `not`',
  '?': 'use `where(condition, x, y)`',
  '[': 'values have no subscripts; use functions such as `row_mean(x)`',
  ']': 'values have no subscripts; use functions such as `row_mean(x)`',
  '{': 'there are no dictionaries; use names',
  '}': 'there are no dictionaries; use names',
  '.': 'values have no attributes; use functions such as `mean(x)`',
  ';': 'start a new line',
  '\\': 'put a long expression into parentheses instead',
  '->': 'definitions have no annotations',
  ':=': 'assign on a line of its own',
  '<<': 'use `* 2 ** n`',
  '>>': 'use `/ 2 ** n`',
  if: 'use `where(condition, x, y)`',
  is: 'use `==`',
  in: 'use `==`',
  lambda: 'define a helper with `def`',
  None: 'every name has a value; use 0',
};

/** What to write instead of the attributes and methods that tensors have elsewhere. */
const INSTEAD_OF_ATTRIBUTE: Readonly<Record<string, string>> = {
  T: 'transpose(x)',
  t: 'transpose(x)',
  mT: 'transpose(x)',
  ndim: 'ndim(x)',
  dim: 'ndim(x)',
  sqrt: 'sqrt(x)',
  rsqrt: '1 / sqrt(x)',
  square: 'square(x)',
  pow: 'x ** p',
  abs: 'abs(x)',
  exp: 'exp(x)',
  log: 'log(x)',
  sign: 'sign(x)',
  norm: 'norm(x)',
  mean: 'mean(x)',
  sum: 'sum(x)',
  max: 'max(x, y)',
  maximum: 'max(x, y)',
  min: 'min(x, y)',
  minimum: 'min(x, y)',
  clamp: 'clamp(x, low, high)',
  clip: 'clamp(x, low, high)',
  where: 'where(condition, x, y)',
  lerp: 'interp(x, y, a)',
  lerp_: 'x = interp(x, y, a)',
  mul: 'x * y',
  mul_: 'x = x * y',
  add: 'x + y',
  add_: 'x = x + y',
  sub_: 'x = x - y',
  div_: 'x = x / y',
  addcmul_: 'x = x + c * y * z',
  addcdiv_: 'x = x + c * y / z',
};

/** Arguments by which libraries choose between rows and columns. */
const AXES: ReadonlySet<string> = new Set(['axis', 'dim', 'keepdim', 'keepdims']);

/** Parses one expression. Where there is none, reports it and returns a `missing` one. */
export function parseExpression(cursor: Cursor, loosest = 0): Expression {
  let left = parsePrefix(cursor, loosest);
  for (;;) {
    const operator = binaryOperatorAt(cursor);
    if (!operator || PRECEDENCE[operator] < loosest || left.kind === 'missing') return left;
    if (!cursor.countPart()) return left;
    const token = cursor.advance();
    const right = parseExpression(cursor, rightPrecedence(operator));
    left = {
      kind: 'binary',
      operator,
      left,
      right,
      span: { start: left.span.start, end: Math.max(token.span.end, right.span.end) },
    };
    if (PRECEDENCE[operator] === COMPARISON) refuseChain(cursor);
  }
}

/** Parses one or more expressions separated by commas; a comma at the end is allowed. */
export function parseExpressions(cursor: Cursor, ends: () => boolean): Expression[] {
  const items = [parseExpression(cursor)];
  while (cursor.take(',')) {
    if (ends()) break;
    items.push(parseExpression(cursor));
  }
  return items;
}

/** Says that something at the present token has no place in the language, and what to write instead. */
export function refuseToken(cursor: Cursor): void {
  const { text, span, kind } = cursor.token;
  const attribute = text === '.' ? cursor.next.text : '';
  if (Object.hasOwn(INSTEAD_OF_ATTRIBUTE, attribute))
    return cursor.report(
      'S9',
      { start: span.start, end: cursor.next.span.end },
      `Values have no attributes such as \`.${attribute}\`; write \`${INSTEAD_OF_ATTRIBUTE[attribute]}\`.`,
    );
  const instead = kind === 'string' ? undefined : INSTEAD[text];
  if (instead) cursor.report('S9', span, `\`${text}\` is not part of the language: ${instead}.`);
  else if (kind === 'reserved')
    cursor.report('S8', span, `\`${text}\` is a reserved word and has no meaning here.`);
  else cursor.reportHere('S7', `\`${text}\` is not expected here.`);
}

function binaryOperatorAt(cursor: Cursor): BinaryOperator | null {
  const { kind, text } = cursor.token;
  const known = (kind === 'operator' || kind === 'keyword') && Object.hasOwn(PRECEDENCE, text);
  return known ? (text as BinaryOperator) : null;
}

/** `**` groups to the right and lets its right operand carry a sign; all others group to the left. */
function rightPrecedence(operator: BinaryOperator): number {
  return operator === '**' ? SIGN : PRECEDENCE[operator] + 1;
}

function refuseChain(cursor: Cursor): void {
  const operator = binaryOperatorAt(cursor);
  if (operator && PRECEDENCE[operator] === COMPARISON)
    cursor.report('S9', cursor.token.span, 'Comparisons are not chained; write `a < b and b < c`.');
}

function parsePrefix(cursor: Cursor, loosest: number): Expression {
  const { token } = cursor;
  if (cursor.at('-')) return parseUnary(cursor, '-', SIGN);
  if (cursor.at('not')) {
    if (loosest > NOT)
      cursor.report('S7', token.span, 'Put this into parentheses: `(not …)` binds loosely.');
    return parseUnary(cursor, 'not', NOT);
  }
  if (cursor.at('+')) {
    cursor.report('S9', token.span, 'A plus sign in front does nothing; remove it.', [
      { title: 'Remove the sign', edits: [{ span: token.span, text: '' }] },
    ]);
    cursor.advance();
    return cursor.nested(() => parseExpression(cursor, SIGN)) ?? missing(cursor);
  }
  return parsePrimary(cursor);
}

function parseUnary(cursor: Cursor, operator: '-' | 'not', tightness: number): Expression {
  const { start } = cursor.advance().span;
  const operand = cursor.nested(() => parseExpression(cursor, tightness)) ?? missing(cursor);
  return { kind: 'unary', operator, operand, span: cursor.spanFrom(start) };
}

function parsePrimary(cursor: Cursor): Expression {
  const { token } = cursor;
  switch (token.kind) {
    case 'name':
      return parseNameOrCall(cursor);
    case 'number':
      return numberFrom(cursor.advance());
    case 'string':
      cursor.advance();
      return { kind: 'string', value: stringValue(token.text), text: token.text, span: token.span };
  }
  if (cursor.at('True') || cursor.at('False')) {
    cursor.advance();
    return { kind: 'boolean', value: token.text === 'True', span: token.span };
  }
  if (cursor.at('(')) return cursor.nested(() => parseParentheses(cursor)) ?? missing(cursor);
  if (cursor.atLineEnd || [')', ',', ':', '='].includes(token.text))
    cursor.reportHere('S7', 'An expression is missing here.');
  else refuseToken(cursor);
  return missing(cursor);
}

function numberFrom(token: Token): Expression {
  const value = Number(token.text.replaceAll('_', ''));
  return {
    kind: 'number',
    value: Number.isFinite(value) ? value : 0,
    text: token.text,
    span: token.span,
  };
}

function parseNameOrCall(cursor: Cursor): Expression {
  const { text, span } = cursor.advance();
  const name: NameExpression = { kind: 'name', name: text, span };
  if (!cursor.at('(') || !cursor.countPart()) return name;
  const call = cursor.nested(() => parseCall(cursor, name)) ?? name;
  if (cursor.at('('))
    cursor.report('S9', cursor.token.span, 'The result of a call is a value; it cannot be called.');
  return call;
}

function parseCall(cursor: Cursor, callee: NameExpression): CallExpression {
  cursor.advance();
  const atEnd = (): boolean => cursor.at(')') || cursor.atLineEnd;
  const args = cursor.at(')') ? [] : parseExpressions(cursor, atEnd);
  if (cursor.at('=')) {
    const last = args.at(-1);
    const isAxis = last?.kind === 'name' && AXES.has(last.name);
    cursor.report(
      'S9',
      cursor.token.span,
      isAxis
        ? 'Arguments have no names; along rows and columns there are `row_mean(x)`, `col_mean(x)` and their like.'
        : 'Arguments have no names; write the values in order.',
    );
    skipToClose(cursor);
  } else if (!atEnd()) {
    refuseToken(cursor);
    skipToClose(cursor);
  }
  const closed = cursor.take(')') !== null;
  return { kind: 'call', callee, args, closed, span: cursor.spanFrom(callee.span.start) };
}

function parseParentheses(cursor: Cursor): Expression {
  const { start } = cursor.advance().span;
  const atEnd = (): boolean => cursor.at(')') || cursor.atLineEnd;
  const items = [parseExpression(cursor)];
  let commas = 0;
  while (cursor.take(',')) {
    commas++;
    if (atEnd()) break;
    items.push(parseExpression(cursor));
  }
  if (!atEnd()) {
    refuseToken(cursor);
    skipToClose(cursor);
  }
  cursor.take(')');
  const span = cursor.spanFrom(start);
  if (commas === 0) return { kind: 'group', inner: items[0], span };
  return { kind: 'tuple', items, span };
}

/** Skips to the parenthesis that closes the present one, or to the line's end. */
function skipToClose(cursor: Cursor): void {
  let depth = 0;
  while (!cursor.atLineEnd && !(depth === 0 && cursor.at(')'))) {
    if (cursor.at('(')) depth++;
    if (cursor.at(')')) depth--;
    cursor.advance();
  }
}

function missing(cursor: Cursor): Expression {
  return { kind: 'missing', span: { start: cursor.lastEnd, end: cursor.lastEnd } };
}
