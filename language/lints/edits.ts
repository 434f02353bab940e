import { oncePer } from '../analysis/once';
import type { Fix, Span } from '../diagnostics';
import type {
  AssignStatement,
  CallExpression,
  Definition,
  Expression,
  ReturnStatement,
  SourceFile,
  Statement,
} from '../syntax/tree';

/** A text as it was read, whether or not it makes a program. */
export interface SourceText {
  readonly source: string;
  readonly tree: SourceFile;
  /** The function that the runtime calls at each step. */
  readonly entry: Definition | undefined;
}

const ENTRIES: ReadonlySet<string> = new Set(['train', 'grad_transform', 'update_transform']);

/** The function that the runtime calls at each step. */
export const entryOf = (tree: SourceFile): Definition | undefined =>
  tree.items.find(
    (item): item is Definition => item.kind === 'definition' && ENTRIES.has(item.name.name),
  );

/** The fix that writes a text in the place of another. */
export function replace(title: string, span: Span, text: string): readonly Fix[] {
  return [{ title, edits: [{ span, text }] }];
}

/** A whole line, or several, with the line break behind. */
export function lineOf(source: string, { start, end }: Span): Span {
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const next = source.indexOf('\n', Math.max(start, end - 1));
  return { start: from, end: next < 0 ? source.length : next + 1 };
}

/** All statements of a file in the order of the text, those inside of others included. */
export const statementsOf = oncePer((tree: SourceFile): readonly Statement[] =>
  tree.items.flatMap((item) => (item.kind === 'definition' ? [...within(item.body)] : [])),
);

/** The assignments of a file, by each name that they assign, in the order of the text. */
const assignmentsOf = oncePer((tree: SourceFile): ReadonlyMap<string, AssignStatement[]> => {
  const byName = new Map<string, AssignStatement[]>();
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'assign') continue;
    for (const { name } of statement.targets) {
      const known = byName.get(name);
      if (known) known.push(statement);
      else byName.set(name, [statement]);
    }
  }
  return byName;
});

/** The outermost expression at each place of a file. */
const expressionsIn = oncePer((tree: SourceFile): ReadonlyMap<string, Expression> => {
  const byPlace = new Map<string, Expression>();
  for (const statement of statementsOf(tree))
    for (const expression of expressionsOf(statement)) {
      const place = placeOf(expression.span);
      if (!byPlace.has(place)) byPlace.set(place, expression);
    }
  return byPlace;
});

const placeOf = ({ start, end }: Span): string => `${start} ${end}`;

function* within(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.kind === 'for') yield* within(statement.body);
    if (statement.kind !== 'if') continue;
    for (const { body } of statement.branches) yield* within(body);
    yield* within(statement.otherwise ?? []);
  }
}

/** The assignment to one name whose target stands at an offset, or whose value covers a span. */
export function assignmentAt(tree: SourceFile, { start, end }: Span): AssignStatement | null {
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'assign' || statement.targets.length !== 1) continue;
    if (statement.span.start <= start && end <= statement.span.end) return statement;
  }
  return null;
}

/** The last assignment to a name above an offset. */
export function assignmentBefore(
  tree: SourceFile,
  name: string,
  offset: number,
): AssignStatement | null {
  const assignments = assignmentsOf(tree).get(name) ?? [];
  return assignments.findLast(({ span }) => span.end <= offset) ?? null;
}

/** The fix that takes a statement away, if something stays in its block. */
export function removeStatement(
  { source, tree }: SourceText,
  title: string,
  statement: Statement,
): readonly Fix[] {
  const alone = blocksOf(tree).some((block) => block.length === 1 && block[0] === statement);
  if (alone) return replace(title, statement.span, 'pass');
  return [{ title, edits: [{ span: lineOf(source, statement.span), text: '' }] }];
}

/** All blocks of a file, those inside of others included. */
export const blocksOf = oncePer((tree: SourceFile): readonly (readonly Statement[])[] => {
  const blocks: (readonly Statement[])[] = [];
  for (const item of tree.items) if (item.kind === 'definition') blocks.push(item.body);
  for (const statement of statementsOf(tree)) {
    if (statement.kind === 'for') blocks.push(statement.body);
    if (statement.kind !== 'if') continue;
    blocks.push(...statement.branches.map(({ body }) => body));
    if (statement.otherwise) blocks.push(statement.otherwise);
  }
  return blocks;
});

/** All expressions of a statement, outermost first. */
export function* expressionsOf(statement: Statement): Generator<Expression> {
  switch (statement.kind) {
    case 'assign':
    case 'return':
      for (const value of statement.values) yield* partsOf(value);
      return;
    case 'if':
      for (const { condition } of statement.branches) yield* partsOf(condition);
      return;
    case 'for':
      yield* partsOf(statement.count);
      return;
    default:
  }
}

function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case 'unary':
      return yield* partsOf(expression.operand);
    case 'binary':
      yield* partsOf(expression.left);
      return yield* partsOf(expression.right);
    case 'group':
      return yield* partsOf(expression.inner);
    case 'call':
      for (const arg of expression.args) yield* partsOf(arg);
      return;
    case 'tuple':
      for (const item of expression.items) yield* partsOf(item);
      return;
    default:
  }
}

/** The expression that stands exactly at a span. */
export function expressionAt(tree: SourceFile, span: Span): Expression | null {
  return expressionsIn(tree).get(placeOf(span)) ?? null;
}

export function callAt(tree: SourceFile, span: Span): CallExpression | null {
  const expression = expressionAt(tree, span);
  return expression?.kind === 'call' ? expression : null;
}

/** An expression's text, in parentheses unless it holds together by itself. */
export function grouped(source: string, { span, kind }: Expression): string {
  const text = source.slice(span.start, span.end);
  return kind === 'binary' || kind === 'unary' ? `(${text})` : text;
}

export function lastReturn(definition: Definition | undefined): ReturnStatement | null {
  const last = definition?.body.at(-1);
  return last?.kind === 'return' ? last : null;
}

/** Takes one item out of a list with commas between. */
export function removeItem(items: readonly { readonly span: Span }[], index: number): Span {
  const item = items[index].span;
  if (index > 0) return { start: items[index - 1].span.end, end: item.end };
  return { start: item.start, end: items[1]?.span.start ?? item.end };
}
