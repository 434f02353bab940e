import type { Span } from '../diagnostics';
import type {
  AssignStatement,
  Branch,
  Expression,
  ForStatement,
  IfStatement,
  NameExpression,
  Statement,
} from '../syntax/tree';
import { localSymbol, type Assignment, type Binding, type Frame } from './context';
import { constantAt, elaborate, elaborateAll } from './expressions';
import { makeResult, type Result } from './returns';
import { literal, sameOperand, unknown, type Value } from './values';

/** Branches inside of branches: an `elif` lies in the `else` before it, and so does what follows a `return`. */
const DEEPEST = 256;
/** Loops are unrolled; longer ones belong into a function of the table. */
const LONGEST_LOOP = 64;

/** Runs statements in order. Gives the result, or null where the end is reached without a `return`. */
export function runBlock(frame: Frame, statements: readonly Statement[]): Result | null {
  for (const [i, statement] of statements.entries()) {
    if (!frame.context.count(statement.span)) return null;
    switch (statement.kind) {
      case 'assign':
        assign(frame, statement);
        break;
      case 'for':
        runFor(frame, statement);
        break;
      case 'if': {
        const returns = containsReturn(statement);
        const result = runIf(frame, statement, 0, returns ? statements.slice(i + 1) : []);
        if (returns) return result;
        break;
      }
      case 'return':
        reportUnreachable(frame, statements.slice(i + 1));
        return makeResult(frame, statement);
      case 'broken':
        statement.parts.forEach((part) => readQuietly(frame, part));
        break;
      case 'pass':
        break;
    }
  }
  return null;
}

/** Notes the names in a broken line as used, with no further complaint. */
function readQuietly(frame: Frame, part: Expression): void {
  const known = part.kind !== 'name' || frame.names.has(part.name);
  if (known) frame.builder.discarded(() => elaborateAll(frame, part));
}

function reportUnreachable(frame: Frame, rest: readonly Statement[]): void {
  if (rest.length === 0) return;
  const span = { start: rest[0].span.start, end: rest.at(-1)!.span.end };
  frame.context.report('D1', span, 'Nothing after `return` is ever reached; remove it.');
}

function assign(frame: Frame, statement: AssignStatement): void {
  const { targets, values } = statement;
  const from = frame.builder.drafts.length;
  const results =
    values.length === 1
      ? elaborateAll(frame, values[0])
      : values.map((value) => elaborate(frame, value));
  const broken = values.some(({ kind }) => kind === 'missing');
  if (results.length !== targets.length && !broken)
    frame.context.report(
      'N3',
      statement.span,
      `${targets.length} ${targets.length === 1 ? 'name' : 'names'} to the left of \`=\`, but ${results.length} ${results.length === 1 ? 'value' : 'values'} to the right.`,
    );
  targets.forEach((target, i) => bind(frame, target, results[i] ?? unknown(), from));
}

/** Gives a name its value; an operation made since `from` is called by that name. */
function bind(frame: Frame, target: NameExpression, value: Value, from: number): void {
  const { name, span } = target;
  const { context } = frame;
  const global = context.globals.get(name);
  if (global?.symbol.kind === 'input' && name !== 'lr' && !frame.names.has(name))
    context.report(
      'N9',
      span,
      `\`${name}\` is given by the runtime and cannot be assigned; choose another name.`,
    );
  if (value.kind === 'string')
    context.report('T1', span, 'A name cannot hold a string; compare it where it is needed.');
  if (value.draft && value.draft.id >= from) value.draft.name = name;
  const symbol = localSymbol(frame, target);
  const assignment: Assignment = { span, name, value, read: false };
  if (!frame.builder.isDiscarding) context.assignments.push(assignment);
  context.symbols.place(symbol, span, 'write', value);
  setName(frame.names, name, { symbol, value, assignments: [assignment] });
}

/** Names are kept in the order of their last assignment: it is also the order of joins behind an `if`. */
function setName(names: Map<string, Binding>, name: string, binding: Binding): void {
  names.delete(name);
  names.set(name, binding);
}

function runFor(frame: Frame, statement: ForStatement): void {
  const { variable, count, body, span } = statement;
  const { context } = frame;
  frame.builder.discarded(() => elaborate(frame, count));
  const length = constantAt(frame, count);
  const whole = typeof length === 'number' && Number.isInteger(length) && length >= 0;
  if (!whole || length > LONGEST_LOOP) {
    context.report(
      'N11',
      count.span,
      `A loop's length is a whole number from 0 to ${LONGEST_LOOP} that is the same in every run: a number, a constant or an outer loop's variable.`,
    );
  }
  if (body.some(containsReturn))
    context.report('N7', span, '`return` cannot stand inside a loop; place it behind the loop.');
  const symbol = localSymbol(frame, variable);
  const rounds = whole && length <= LONGEST_LOOP ? length : 1;
  for (let i = 0; i < rounds; i++) {
    if (!context.count(span)) return;
    const value = literal(i);
    context.symbols.place(symbol, variable.span, 'write', value);
    setName(frame.names, variable.name, { symbol, value, assignments: [] });
    runBlock(frame, body);
  }
}

function containsReturn(statement: Statement): boolean {
  if (statement.kind === 'return') return true;
  if (statement.kind !== 'if') return false;
  const blocks = statement.branches.map(({ body }) => body);
  return [...blocks, statement.otherwise ?? []].some((block) => block.some(containsReturn));
}

/** A branch together with what stands behind its `if`, unless the branch itself returns. */
function followedBy(body: readonly Statement[], rest: readonly Statement[]): readonly Statement[] {
  return body.some(({ kind }) => kind === 'return') ? body : [...body, ...rest];
}

/**
 * Runs an `if` from its branch number `index` on, followed in each branch by `rest`: the statements behind
 * the `if`, where one of its branches returns.
 */
function runIf(
  frame: Frame,
  statement: IfStatement,
  index: number,
  rest: readonly Statement[],
): Result | null {
  if (index === statement.branches.length)
    return runBlock(frame, followedBy(statement.otherwise ?? [], rest));
  if (frame.builder.depth >= DEEPEST) {
    frame.context.report(
      'N13',
      statement.branches[index].condition.span,
      `More than ${DEEPEST} conditions stand inside of each other here, \`elif\` and what follows a \`return\` counted; use fewer.`,
    );
    return null;
  }
  return frame.builder.deeper(() => runBranch(frame, statement, index, rest));
}

function runBranch(
  frame: Frame,
  statement: IfStatement,
  index: number,
  rest: readonly Statement[],
): Result | null {
  const branch = statement.branches[index];
  const constant = constantAt(frame, branch.condition);
  const body = followedBy(branch.body, rest);
  if (typeof constant === 'boolean') return runKnown(frame, statement, index, rest, constant);

  const condition = elaborate(frame, branch.condition);
  judgeCondition(frame, branch, condition);
  const { span } = branch.condition;
  const before = frame.names;
  const thenSide = runSide(frame, before, condition, false, span, () => runBlock(frame, body));
  const elseSide = runSide(frame, before, condition, true, span, () =>
    runIf(frame, statement, index + 1, rest),
  );
  frame.names = new Map(before);
  const join = { frame, condition, span: branch.span };
  if (thenSide.result && elseSide.result)
    return joinResults(join, thenSide.result, elseSide.result);
  joinNames(join, before, thenSide.names, elseSide.names);
  return null;
}

/** An `if` on a flag or another constant: one side is the program's, the other is only looked over. */
function runKnown(
  frame: Frame,
  statement: IfStatement,
  index: number,
  rest: readonly Statement[],
  holds: boolean,
): Result | null {
  const branch = statement.branches[index];
  const before = frame.names;
  const thenSide = (): Result | null => runBlock(frame, followedBy(branch.body, rest));
  const elseSide = (): Result | null => runIf(frame, statement, index + 1, rest);
  frame.builder.discarded(() => {
    elaborate(frame, branch.condition);
    frame.names = new Map(before);
    if (holds) elseSide();
    else thenSide();
  });
  frame.names = before;
  return holds ? thenSide() : elseSide();
}

function judgeCondition(frame: Frame, branch: Branch, condition: Value): void {
  const { span } = branch.condition;
  if (condition.kind === 'num' || condition.kind === 'string')
    frame.context.report(
      'T1',
      span,
      'A condition is needed here; compare the value, as in `x > 0`.',
    );
  else frame.context.conditions.push({ value: condition, span });
}

interface Side {
  readonly result: Result | null;
  readonly names: Map<string, Binding>;
}

function runSide(
  frame: Frame,
  before: Map<string, Binding>,
  condition: Value,
  negated: boolean,
  span: Span,
  run: () => Result | null,
): Side {
  frame.names = new Map(before);
  const result = frame.builder.inBranch(condition, negated, span, run);
  return { result, names: frame.names };
}

interface JoinPlace {
  readonly frame: Frame;
  readonly condition: Value;
  readonly span: Span;
}

/** Joins what the two sides of an `if` made of the names that either has assigned. */
function joinNames(
  place: JoinPlace,
  before: ReadonlyMap<string, Binding>,
  left: ReadonlyMap<string, Binding>,
  right: ReadonlyMap<string, Binding>,
): void {
  const { names } = place.frame;
  const changed = [left, right].flatMap((side) =>
    [...side.keys()].filter((name) => side.get(name) !== before.get(name)),
  );
  for (const name of new Set(changed)) {
    const [a, b] = [left.get(name), right.get(name)];
    const symbol = (a ?? b)!.symbol;
    const assignments = [...new Set([...(a?.assignments ?? []), ...(b?.assignments ?? [])])];
    const value = a?.value && b?.value ? joinValues(place, name, a.value, b.value) : null;
    setName(names, name, { symbol, value, assignments });
  }
}

function joinResults(place: JoinPlace, left: Result, right: Result): Result {
  if (left.length !== right.length) {
    place.frame.context.report(
      'N7',
      place.span,
      `One branch returns ${left.length} values and another ${right.length}; return equally many.`,
    );
    return left;
  }
  return left.map((value, i) => joinValues(place, null, value, right[i]));
}

function joinValues(place: JoinPlace, name: string | null, left: Value, right: Value): Value {
  const { frame, condition, span } = place;
  if (left.kind === 'unknown' || right.kind === 'unknown') return unknown();
  if (sameOperand(left.operand, right.operand)) return left;
  const joined = frame.builder.emitNamed('choose', [condition, left, right], span, left.kind);
  frame.context.joins.push({ name, condition, left, right, joined, span });
  joined.draft!.name = name;
  return joined;
}
