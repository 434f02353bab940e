import type { Span } from '../diagnostics';

/**
 * The syntax tree. It is a value, always complete: where the text is broken, a `missing` expression or a
 * `broken` statement stands in its place, and everything around is as if the text were whole. Number and
 * string literals, parentheses and comments are kept as written, so that the tree prints back to its text.
 */
export type Expression =
  | NameExpression
  | NumberExpression
  | StringExpression
  | BooleanExpression
  | UnaryExpression
  | BinaryExpression
  | CallExpression
  | GroupExpression
  | TupleExpression
  | MissingExpression;

export interface NameExpression {
  readonly kind: 'name';
  readonly name: string;
  readonly span: Span;
}

export interface NumberExpression {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
  readonly span: Span;
}

export interface StringExpression {
  readonly kind: 'string';
  readonly value: string;
  readonly text: string;
  readonly span: Span;
}

export interface BooleanExpression {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '-' | 'not';
  readonly operand: Expression;
  readonly span: Span;
}

export type BinaryOperator =
  'or' | 'and' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '+' | '-' | '*' | '/' | '%' | '@' | '**';

export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: NameExpression;
  readonly args: readonly Expression[];
  /** False where the closing parenthesis is missing: the call is still being typed. */
  readonly closed: boolean;
  readonly span: Span;
}

/** An expression in parentheses. */
export interface GroupExpression {
  readonly kind: 'group';
  readonly inner: Expression;
  readonly span: Span;
}

/** Several values in parentheses, as in `return (update, m)`. */
export interface TupleExpression {
  readonly kind: 'tuple';
  readonly items: readonly Expression[];
  readonly span: Span;
}

/** Where an expression ought to stand. */
export interface MissingExpression {
  readonly kind: 'missing';
  readonly span: Span;
}

export type Statement =
  AssignStatement | ReturnStatement | IfStatement | ForStatement | PassStatement | BrokenStatement;

export interface AssignStatement {
  readonly kind: 'assign';
  readonly targets: readonly NameExpression[];
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface ReturnStatement {
  readonly kind: 'return';
  readonly values: readonly Expression[];
  readonly span: Span;
}

export interface Branch {
  readonly condition: Expression;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface IfStatement {
  readonly kind: 'if';
  /** The `if` and each `elif`. */
  readonly branches: readonly Branch[];
  readonly otherwise: readonly Statement[] | null;
  /** The word `else`. */
  readonly otherwiseSpan: Span | null;
  readonly span: Span;
}

export interface ForStatement {
  readonly kind: 'for';
  readonly variable: NameExpression;
  /** The argument of `range`. */
  readonly count: Expression;
  readonly body: readonly Statement[];
  readonly span: Span;
}

export interface PassStatement {
  readonly kind: 'pass';
  readonly span: Span;
}

/** A line that is no statement; what could be read of it stays, so that its names are known. */
export interface BrokenStatement {
  readonly kind: 'broken';
  readonly parts: readonly Expression[];
  readonly span: Span;
}

/** `NAME = value` or `NAME: annotation = value` at file level. */
export interface Declaration {
  readonly kind: 'declaration';
  readonly name: NameExpression;
  /** `hyper(…)`, `flag`, `choice(…)`, `state`, `state(…)`; null for a constant. */
  readonly annotation: Expression | null;
  readonly value: Expression;
  /** From `#:` comments at its end or on the lines above. */
  readonly doc: string | null;
  readonly span: Span;
}

export interface Definition {
  readonly kind: 'definition';
  readonly name: NameExpression;
  readonly parameters: readonly NameExpression[];
  readonly doc: StringExpression | null;
  readonly body: readonly Statement[];
  readonly span: Span;
}

/** `from MODULE import NAME as ALIAS, …` or `import MODULE as ALIAS`. */
export interface Import {
  readonly kind: 'import';
  readonly module: NameExpression | null;
  readonly names: readonly {
    readonly name: NameExpression;
    readonly alias: NameExpression | null;
  }[];
  readonly span: Span;
}

export type Item = Import | Declaration | Definition;

export interface Comment {
  /** With the leading `#`. */
  readonly text: string;
  readonly line: number;
  /** Nothing but blanks before it on its line. */
  readonly ownLine: boolean;
  readonly span: Span;
}

export interface SourceFile {
  readonly doc: StringExpression | null;
  readonly items: readonly Item[];
  readonly comments: readonly Comment[];
  readonly span: Span;
}
