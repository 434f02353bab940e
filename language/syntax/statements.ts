import type { Span } from '../diagnostics';
import type { Cursor } from './cursor';
import { parseExpression, parseExpressions, refuseToken } from './expressions';
import type { Branch, Expression, NameExpression, Statement } from './tree';

/** Augmented assignments, with the operator that each stands for. */
const AUGMENTED: Readonly<Record<string, string>> = {
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '**=': '**',
};

/** What to write instead of a statement that Python has. */
const INSTEAD: Readonly<Record<string, string>> = {
  while: 'use `for i in range(n)`',
  class: 'use slots for state and `def` for helpers',
  global: 'use a slot for state',
  del: 'values need no deletion',
  assert: 'remove it',
  break: 'loops run to their end; use `where`',
  continue: 'loops run to their end; use `where`',
  try: 'every function is total; remove it',
  with: 'remove it',
  raise: 'remove it',
  yield: 'use `return`',
};

/** Parses `: NEWLINE INDENT statements DEDENT`, the body of `what`; `opening` reads what may stand first in it. */
export function parseBlock(
  cursor: Cursor,
  what: string,
  opening: () => void = () => undefined,
): Statement[] {
  cursor.expect(':', `after ${what}`);
  if (!cursor.atLineEnd) {
    cursor.report('S7', cursor.token.span, 'Start a new, indented line after `:`.');
    return parseSimple(cursor);
  }
  const end = cursor.lastEnd;
  if (cursor.token.kind === 'newline') cursor.advance();
  if (cursor.token.kind !== 'indent') {
    const start = Math.max(end - 1, 0);
    cursor.report('S6', { start, end }, `${capital(what)} needs an indented line below it.`);
    return [];
  }
  return parseIndented(cursor, opening);
}

/** Parses statements up to the dedent that ends the block; skips them where blocks are nested too deeply. */
function parseIndented(cursor: Cursor, opening: () => void = () => undefined): Statement[] {
  return cursor.nested(() => parseStatements(cursor, opening)) ?? skipIndented(cursor);
}

function parseStatements(cursor: Cursor, opening: () => void): Statement[] {
  cursor.advance();
  opening();
  const statements: Statement[] = [];
  while (cursor.token.kind !== 'dedent' && cursor.token.kind !== 'end')
    statements.push(...parseStatement(cursor));
  if (cursor.token.kind === 'dedent') cursor.advance();
  return statements;
}

/** Skips an indented block; the present token is its `indent`. */
function skipIndented(cursor: Cursor): Statement[] {
  let depth = 0;
  do {
    if (cursor.token.kind === 'indent') depth++;
    if (cursor.token.kind === 'dedent') depth--;
    cursor.advance();
  } while (depth > 0 && cursor.token.kind !== 'end');
  return [];
}

/** Parses one statement, or the block of an indentation that nothing calls for. */
export function parseStatement(cursor: Cursor): Statement[] {
  cursor.startLine();
  if (cursor.token.kind === 'indent') {
    cursor.report(
      'S6',
      cursor.token.span,
      'This line is indented for no reason; align it with the line above.',
    );
    return parseIndented(cursor);
  }
  if (cursor.at('if')) return [parseIf(cursor)];
  if (cursor.at('for')) return [parseFor(cursor)];
  if (cursor.at('elif') || cursor.at('else')) return parseOrphan(cursor);
  if (cursor.at('def')) return parseNestedDefinition(cursor);
  return parseSimple(cursor);
}

function parseSimple(cursor: Cursor): Statement[] {
  const { start } = cursor.token.span;
  const statement = parseSimpleStatement(cursor, start);
  if (!cursor.atLineEnd) refuseToken(cursor);
  cursor.finishLine();
  return [statement, ...parseStrayBlock(cursor)];
}

/** A block below a line that cannot have one: its statements count as standing beside it. */
function parseStrayBlock(cursor: Cursor): Statement[] {
  if (cursor.token.kind !== 'indent') return [];
  if (!cursor.lineHasError) return parseStatement(cursor);
  return parseIndented(cursor);
}

function parseSimpleStatement(cursor: Cursor, start: number): Statement {
  const { token } = cursor;
  if (cursor.take('return')) {
    const values = parseValues(cursor);
    return { kind: 'return', values, span: cursor.spanFrom(start) };
  }
  if (cursor.take('pass')) return { kind: 'pass', span: token.span };
  if (token.kind === 'reserved' && Object.hasOwn(INSTEAD, token.text)) {
    const advice = INSTEAD[token.text];
    cursor.report('S9', token.span, `\`${token.text}\` is not part of the language: ${advice}.`);
    return broken(cursor, start, []);
  }
  if ((token.kind === 'reserved' || token.kind === 'keyword') && cursor.next.text === '=')
    return parseAssignToReserved(cursor, start);
  return parseAssign(cursor, start);
}

function parseAssignToReserved(cursor: Cursor, start: number): Statement {
  cursor.expectName('A name');
  cursor.advance();
  return broken(cursor, start, parseValues(cursor));
}

function parseAssign(cursor: Cursor, start: number): Statement {
  const left = parseExpressions(cursor, () => cursor.at('=') || cursor.atLineEnd);
  if (cursor.token.kind === 'operator' && Object.hasOwn(AUGMENTED, cursor.token.text))
    return parseAugmented(cursor, start, left);
  if (cursor.at(':')) return refuseAnnotation(cursor, start, left);
  if (!cursor.take('=')) {
    if (cursor.atLineEnd)
      cursor.report(
        'S7',
        cursor.spanFrom(start),
        'This line does nothing; write `name = …` or `return …`.',
      );
    else refuseToken(cursor);
    return broken(cursor, start, left);
  }
  const values = parseValues(cursor);
  if (cursor.at('='))
    cursor.report('S9', cursor.token.span, 'Assign to one name at a time; split the line.');
  const targets = left.filter((target): target is NameExpression => target.kind === 'name');
  const odd = left.find((target) => target.kind !== 'name');
  if (odd) {
    cursor.report('S7', odd.span, 'Only a name can stand to the left of `=`.');
    return broken(cursor, start, values);
  }
  return { kind: 'assign', targets, values, span: cursor.spanFrom(start) };
}

/** `x += y` is refused, with `x = x + y` as its fix, and read as that. */
function parseAugmented(cursor: Cursor, start: number, left: Expression[]): Statement {
  const operator = cursor.advance();
  const value = parseExpression(cursor);
  const [target] = left;
  if (left.length !== 1 || target.kind !== 'name') {
    cursor.report('S9', operator.span, `\`${operator.text}\` is not part of the language.`);
    return broken(cursor, start, [...left, value]);
  }
  const symbol = AUGMENTED[operator.text];
  const binds =
    symbol === '-' || symbol === '*' || symbol === '/' || symbol === '%' || symbol === '**';
  const wrap = binds && (value.kind === 'binary' || value.kind === 'unary');
  const edits = [
    { span: operator.span, text: `= ${target.name} ${symbol}` },
    ...(wrap ? [insertion(value.span.start, '('), insertion(value.span.end, ')')] : []),
  ];
  cursor.report(
    'S9',
    operator.span,
    `\`${operator.text}\` is not part of the language; write \`${target.name} = ${target.name} ${symbol} …\`.`,
    [{ title: `Write it with \`= ${target.name} ${symbol}\``, edits }],
  );
  return { kind: 'assign', targets: [target], values: [value], span: cursor.spanFrom(start) };
}

function insertion(at: number, text: string): { span: Span; text: string } {
  return { span: { start: at, end: at }, text };
}

function refuseAnnotation(cursor: Cursor, start: number, left: Expression[]): Statement {
  cursor.report(
    'S7',
    cursor.spanFrom(start),
    'Declarations stand at the top of the file, not inside a function.',
  );
  return broken(cursor, start, left);
}

/** The values of a `return` or an assignment; a tuple in parentheses counts as its items. */
function parseValues(cursor: Cursor): Expression[] {
  const values = parseExpressions(cursor, () => cursor.atLineEnd);
  const [only] = values;
  return values.length === 1 && only.kind === 'tuple' ? [...only.items] : values;
}

function broken(cursor: Cursor, start: number, parts: readonly Expression[]): Statement {
  while (!cursor.atLineEnd) cursor.advance();
  return { kind: 'broken', parts, span: cursor.spanFrom(start) };
}

function parseIf(cursor: Cursor): Statement {
  const { start } = cursor.token.span;
  const branches: Branch[] = [];
  do {
    cursor.startLine();
    const word = cursor.advance();
    const condition = parseExpression(cursor);
    const body = parseBlock(cursor, `the condition of \`${word.text}\``);
    branches.push({ condition, body, span: cursor.spanFrom(word.span.start) });
  } while (cursor.at('elif'));
  let otherwise: Statement[] | null = null;
  let otherwiseSpan: Span | null = null;
  if (cursor.at('else')) {
    cursor.startLine();
    otherwiseSpan = cursor.advance().span;
    otherwise = parseBlock(cursor, '`else`');
  }
  return { kind: 'if', branches, otherwise, otherwiseSpan, span: cursor.spanFrom(start) };
}

function parseFor(cursor: Cursor): Statement {
  const { start } = cursor.advance().span;
  const variable = cursor.expectName('The name of the loop variable');
  cursor.expect('in', 'after the loop variable');
  const count = parseRange(cursor);
  const body = parseBlock(cursor, 'the head of `for`');
  const span = cursor.spanFrom(start);
  if (!variable || !count) return { kind: 'broken', parts: count ? [count] : [], span };
  return { kind: 'for', variable, count, body, span };
}

function parseRange(cursor: Cursor): Expression | null {
  const { start } = cursor.token.span;
  const loop = parseExpression(cursor);
  if (loop.kind === 'missing') return null;
  if (loop.kind === 'call' && loop.callee.name === 'range' && loop.args.length === 1)
    return loop.args[0];
  cursor.report('S9', cursor.spanFrom(start), 'A loop runs over `range(n)`, with one number n.');
  return null;
}

function parseOrphan(cursor: Cursor): Statement[] {
  const { text, span } = cursor.advance();
  cursor.report('S7', span, `This \`${text}\` belongs to no \`if\`; align it with one.`);
  if (text === 'elif') parseExpression(cursor);
  return parseBlock(cursor, `\`${text}\``);
}

function parseNestedDefinition(cursor: Cursor): Statement[] {
  const { span } = cursor.token;
  cursor.report('S9', span, 'Functions stand at the top of the file; move this one there.');
  cursor.finishLine();
  if (cursor.token.kind === 'indent') skipIndented(cursor);
  return [];
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
