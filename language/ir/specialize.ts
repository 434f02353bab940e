import { findFunction } from '../functions';
import type { TensorFacts } from '../functions/entry';
import type { Body, Operand, Program, Statement } from './program';

/**
 * The program as one tensor sees it: what is fixed is worked out, and of each `if` on it only the branch
 * taken is left. Types stay those of the whole program: they cover every tensor.
 */
export function specialize(program: Program, facts: TensorFacts): Program {
  return {
    ...program,
    train: specializeBody(program.train, facts),
    evalPoint: program.evalPoint && specializeBody(program.evalPoint, facts),
    slots: program.slots.map((slot) => ({
      ...slot,
      initial: slot.initial && specializeBody(slot.initial, facts),
    })),
  };
}

function specializeBody(body: Body, facts: TensorFacts): Body {
  const { statements, resolve } = settle(body, facts);
  return { statements, results: body.results.map(resolve) };
}

/** The statements of a body that are left for a tensor, and what stands for the results of those that are gone. */
export function settle(
  body: Body,
  facts: TensorFacts,
): { readonly statements: readonly Statement[]; readonly resolve: (operand: Operand) => Operand } {
  const replaced = new Map<number, Operand>();
  const resolve = (operand: Operand): Operand =>
    (operand.from === 'statement' ? replaced.get(operand.id) : undefined) ?? operand;

  const statements: Statement[] = [];
  for (const statement of body.statements) {
    const args = statement.args.map(resolve);
    const guard = statement.guard && resolve(statement.guard);
    if (isLiteral(guard, false)) continue;
    const value = statement.fixed ? evaluate(statement, args, facts) : chosen(statement, args);
    if (value) replaced.set(statement.id, value);
    else statements.push({ ...statement, args, guard: isLiteral(guard, true) ? null : guard });
  }
  return { statements, resolve };
}

export function isLiteral(operand: Operand | null, value: boolean): boolean {
  return operand?.from === 'literal' && operand.value === value;
}

/** The branch that a `choose` with a known condition takes. */
function chosen({ fn }: Statement, [condition, left, right]: readonly Operand[]): Operand | null {
  if (fn !== 'choose' || condition.from !== 'literal') return null;
  return condition.value ? left : right;
}

function evaluate(
  statement: Statement,
  args: readonly Operand[],
  facts: TensorFacts,
): Operand | null {
  if (statement.fn === 'choose') return chosen(statement, args);
  if (statement.fn === 'equal' || statement.fn === 'not_equal') {
    const [a, b] = args;
    if (a.from === 'string' && b.from === 'string')
      return { from: 'literal', value: (a.value === b.value) === (statement.fn === 'equal') };
  }
  const { meaning } = findFunction(statement.fn)!;
  const numbers = args.map((arg) => (arg.from === 'literal' ? Number(arg.value) : 0));
  switch (meaning.per) {
    case 'facts': {
      const value = meaning.of(facts);
      return typeof value === 'string' ? { from: 'string', value } : { from: 'literal', value };
    }
    case 'element':
      return literalOf(
        statement,
        meaning.of((x) => x, ...numbers),
      );
    case 'tensor':
      return literalOf(statement, meaning.of(...numbers.map((x) => [x])));
    default:
      return null;
  }
}

function literalOf({ type }: Statement, value: number): Operand {
  return { from: 'literal', value: type.kind === 'bool' ? value !== 0 : value };
}
