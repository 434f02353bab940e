import type { Span } from '../diagnostics';
import { findFunction, HERO_EPS, writtenArguments } from '../functions';
import { ROLES } from '../parameters';
import type {
  BinaryExpression,
  BinaryOperator,
  Expression,
  NameExpression,
  UnaryExpression,
} from '../syntax/tree';
import { checkArgument, elaborateCall, emitCall } from './calls';
import { evaluateConstant, type Constant } from './constant';
import type { Frame } from './context';
import { nearest, replacement, translated } from './suggest';
import { constantOf, literal, text, unknown, type Value } from './values';

/** The function of the table behind each operator. */
export const OPERATORS: Readonly<Record<BinaryOperator, string>> = {
  or: 'or',
  and: 'and',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
  '==': 'equal',
  '!=': 'not_equal',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
  '@': 'matmul',
  '**': 'power',
};

/** Gives an expression's value; a broken one is `unknown`, with its error reported. */
export function elaborate(frame: Frame, expression: Expression): Value {
  const values = elaborateAll(frame, expression);
  if (values.length === 1) return values[0];
  frame.context.report(
    'N3',
    expression.span,
    `This gives ${values.length} values; assign them to ${values.length} names first.`,
  );
  return unknown();
}

/** As `elaborate`, for an expression that may be a helper's call with several results. */
export function elaborateAll(frame: Frame, expression: Expression): readonly Value[] {
  if (!frame.context.count(expression.span)) return [unknown()];
  switch (expression.kind) {
    case 'name':
      return [elaborateName(frame, expression)];
    case 'number':
    case 'boolean':
      return [literal(expression.value)];
    case 'string':
      return [text(expression.value)];
    case 'group':
      return elaborateAll(frame, expression.inner);
    case 'unary':
      return [elaborateUnary(frame, expression)];
    case 'binary':
      return [elaborateBinary(frame, expression)];
    case 'call':
      return elaborateCall(frame, expression);
    case 'tuple':
      expression.items.forEach((item) => elaborate(frame, item));
      frame.context.report(
        'S9',
        expression.span,
        'Several values in parentheses stand only after `return` or `=`; remove the comma.',
      );
      return [unknown()];
    case 'missing':
      return [unknown()];
  }
}

/** The constant that an expression is known to be here: flags, constants and loop variables count. */
export function constantAt(frame: Frame, expression: Expression): Constant | undefined {
  return evaluateConstant(expression, ({ name }) => {
    const value = frame.names.has(name)
      ? frame.names.get(name)!.value
      : frame.context.globals.get(name)?.value;
    return value ? constantOf(value) : undefined;
  });
}

function elaborateName(frame: Frame, expression: NameExpression): Value {
  const { name, span } = expression;
  const { context } = frame;
  const bound = frame.names.get(name);
  if (bound) {
    bound.assignments.forEach((assignment) => (assignment.read = true));
    context.symbols.place(bound.symbol, span, 'read', bound.value);
    if (bound.value?.operand.from === 'slot') context.slotsRead.add(bound.value.operand.name);
    if (bound.value) return bound.value;
    context.report(
      'N8',
      span,
      `\`${name}\` has a value only when the condition above holds; give it one in an \`else\`, or before the \`if\`.`,
    );
    return unknown();
  }
  const global = context.globals.get(name);
  if (global) {
    context.symbols.place(global.symbol, span, 'read', global.value);
    if (allowsGlobal(frame, name, global.early)) return global.value;
    const when = frame.root === 'initial' ? 'before the first step' : 'in `eval_point`';
    context.report('N1', span, `\`${name}\` has no value ${when}; leave it out here.`);
    return unknown();
  }
  const constant = findFunction(name);
  if (constant && writtenArguments(constant).length === 0) {
    context.symbols.place(context.symbols.symbol('function', name, null), span, 'read', null);
    return emitCall(frame, constant, [], span);
  }
  // What could not be imported has been told at the import.
  if (!context.broken.has(name)) reportUnknownName(frame, expression);
  return unknown();
}

function allowsGlobal(frame: Frame, name: string, early: boolean): boolean {
  if (frame.root === 'initial') return early;
  return frame.root !== 'eval_point' || (name !== 'loss' && name !== 'epoch_end');
}

function reportUnknownName(frame: Frame, { name, span }: NameExpression): void {
  const { context } = frame;
  if (context.helpers.has(name) || findFunction(name)) {
    context.report('N1', span, `\`${name}\` is a function; call it with parentheses.`);
    return;
  }
  if (name === 'w' || name === 'g') {
    const help =
      frame.purpose === 'helper' ? 'pass it to this helper as an argument' : 'leave it out';
    context.report('N1', span, `\`${name}\` is not known here; ${help}.`);
    return;
  }
  const known = [...frame.names.keys(), ...context.globals.keys()];
  const guess = context.guess(name, known) ?? translated(name, known);
  context.report('N1', span, `No value is named \`${name}\`${question(guess)}`, {
    fixes: replacement(span, guess),
  });
}

function question(guess: string | null): string {
  return guess
    ? `; did you mean \`${guess}\`?`
    : '; assign it above, declare it, or make it a parameter.';
}

function elaborateUnary(frame: Frame, { operator, operand, span }: UnaryExpression): Value {
  const value = elaborate(frame, operand);
  if (operator === '-' && operand.kind === 'number') return literal(-operand.value);
  const entry = findFunction(operator === '-' ? 'negative' : 'not')!;
  checkArgument(frame, entry.signature.arguments[0], value, operand.span);
  return frame.builder.emit(entry, [value], span);
}

function elaborateBinary(frame: Frame, expression: BinaryExpression): Value {
  const { operator, span } = expression;
  const left = elaborate(frame, expression.left);
  const right = elaborate(frame, expression.right);
  if (left.kind === 'string' || right.kind === 'string')
    return compareStrings(frame, expression, left, right);
  const entry = findFunction(OPERATORS[operator])!;
  const { arguments: formal } = entry.signature;
  const fits =
    checkArgument(frame, formal[0], left, expression.left.span) &&
    checkArgument(frame, formal[1], right, expression.right.span);
  if (fits && !sameKind(left, right))
    frame.context.report(
      'T1',
      span,
      'A number and a truth value are never equal; compare like with like.',
    );
  const divisor = operator === '/' && frame.context.hero ? floored(frame, right, span) : right;
  return frame.builder.emit(entry, [left, divisor], span);
}

/** What the `hero` dialect divides by: y + 1e-8. */
function floored(frame: Frame, y: Value, span: Span): Value {
  return frame.builder.emitNamed('add', [y, literal(HERO_EPS)], span);
}

function sameKind(a: Value, b: Value): boolean {
  return a.kind === b.kind || a.kind === 'unknown' || b.kind === 'unknown';
}

/** Two strings are compared at once; a role is compared with a string for each tensor. */
function compareStrings(
  frame: Frame,
  { operator, span, left: leftSide, right: rightSide }: BinaryExpression,
  left: Value,
  right: Value,
): Value {
  const equality = operator === '==' || operator === '!=';
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknown();
  if (!equality || left.kind !== right.kind) {
    frame.context.report('T1', span, 'A string can only be compared with another by `==` or `!=`.');
    return unknown();
  }
  const [a, b] = [constantOf(left), constantOf(right)];
  if (a !== undefined && b !== undefined) return literal((a === b) === (operator === '=='));
  for (const [value, side] of [
    [a, leftSide],
    [b, rightSide],
  ] as const) {
    if (typeof value === 'string') checkRole(frame, value, side.span);
  }
  return frame.builder.emitNamed(OPERATORS[operator], [left, right], span);
}

function checkRole(frame: Frame, role: string, span: Span): void {
  if (ROLES.some((known) => known === role)) return;
  const guess = nearest(role, ROLES);
  const advice = guess ? `did you mean "${guess}"?` : `the roles are ${ROLES.join(', ')}.`;
  frame.context.report('N1', span, `No parameter has the role "${role}"; ${advice}`, {
    fixes: replacement(span, guess ? `"${guess}"` : null),
  });
}
