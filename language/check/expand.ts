import type { Span } from '../diagnostics';
import { findFunction } from '../functions';
import type { FunctionEntry } from '../functions/entry';
import { parse } from '../syntax/parser';
import type { Expression } from '../syntax/tree';
import type { BodyBuilder } from './builder';
import { OPERATORS } from './expressions';
import { given, literal, type Value } from './values';

const parsed = new Map<string, Expression>();

/** The tree of an expression of the function table. */
function parseOnce(expression: string): Expression {
  let tree = parsed.get(expression);
  if (!tree) {
    const [item] = parse(`_ = ${expression}`).tree.items;
    if (item?.kind !== 'declaration')
      throw new Error(`The function table holds a broken expression: ${expression}`);
    tree = item.value;
    parsed.set(expression, tree);
  }
  return tree;
}

/** Puts the expression that a function of the table stands for in the place of its call. */
export function expand(
  builder: BodyBuilder,
  entry: FunctionEntry,
  expression: string,
  args: readonly Value[],
  span: Span,
): Value {
  const names = new Map(entry.signature.arguments.map(({ name }, i) => [name, args[i]]));
  names.set('step', given({ from: 'input', name: 'step' }, 'num', 'model'));
  names.set('w', given({ from: 'input', name: 'w' }, 'num', 'elem'));

  function evaluate(part: Expression): Value {
    switch (part.kind) {
      case 'number':
      case 'boolean':
        return literal(part.value);
      case 'name':
        return names.get(part.name)!;
      case 'group':
        return evaluate(part.inner);
      case 'unary': {
        const operand = evaluate(part.operand);
        return builder.emitNamed(part.operator === '-' ? 'negative' : 'not', [operand], span);
      }
      case 'binary': {
        const [left, right] = [evaluate(part.left), evaluate(part.right)];
        return builder.emitNamed(OPERATORS[part.operator], [left, right], span);
      }
      case 'call':
        return builder.emit(findFunction(part.callee.name)!, part.args.map(evaluate), span);
    }
    throw new Error(`The function table cannot use this in a definition: ${expression}`);
  }

  return evaluate(parseOnce(expression));
}
