import type { BinaryOperator, Expression, NameExpression } from '../syntax/tree';

export type Constant = number | boolean | string;

/** Gives the constant behind a name; undefined where it has none. */
export type ConstantLookup = (name: NameExpression) => Constant | undefined;

/** Works out an expression that is the same in every run; undefined where it is not, or makes no sense. */
export function evaluateConstant(
  expression: Expression,
  lookup: ConstantLookup,
): Constant | undefined {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'string':
      return expression.value;
    case 'name':
      return lookup(expression);
    case 'group':
      return evaluateConstant(expression.inner, lookup);
    case 'unary': {
      const operand = evaluateConstant(expression.operand, lookup);
      if (expression.operator === '-') return typeof operand === 'number' ? -operand : undefined;
      return typeof operand === 'boolean' ? !operand : undefined;
    }
    case 'binary': {
      const left = evaluateConstant(expression.left, lookup);
      const right = evaluateConstant(expression.right, lookup);
      return combine(expression.operator, left, right);
    }
    default:
      return undefined;
  }
}

function combine(
  operator: BinaryOperator,
  a: Constant | undefined,
  b: Constant | undefined,
): Constant | undefined {
  if (typeof a === 'number' && typeof b === 'number') return combineNumbers(operator, a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') {
    if (operator === 'and') return a && b;
    if (operator === 'or') return a || b;
  }
  if (a === undefined || typeof a !== typeof b) return undefined;
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  return undefined;
}

function combineNumbers(operator: BinaryOperator, a: number, b: number): Constant | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? 0 : a / b;
    case '**':
      return a === 0 && b < 0
        ? 0
        : Math.abs(a) ** b * (a < 0 && b % 2 !== 0 && b % 1 === 0 ? -1 : 1);
    case '%':
      return b === 0 ? 0 : a - b * Math.floor(a / b);
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    default:
      return undefined;
  }
}
