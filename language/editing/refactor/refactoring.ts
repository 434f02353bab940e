import type { Analysis } from '../../analyze';
import type { Span } from '../../diagnostics';
import type { Definition, NameExpression } from '../../syntax/tree';
import { pathTo, walk, type SyntaxNode } from '../../syntax/walk';
import type { Edit } from '../edit';

/** A change to a program that a person may ask for. */
export interface Refactoring {
  readonly title: string;
  /** `extract` and `inline` keep what the program does, `rewrite` changes it. */
  readonly kind: 'extract' | 'inline' | 'rewrite';
  readonly edits: readonly Edit[];
}

/** Looks whether a refactoring applies to a selection, which may be empty. */
export type Refactor = (analysis: Analysis, selection: Span) => Refactoring | null;

/** The nodes around the whole of a selection, outermost first. */
export function pathAround({ tree }: Analysis, { start, end }: Span): readonly SyntaxNode[] {
  return pathTo(tree, start).filter(({ span }) => end <= span.end);
}

export function definitionIn(path: readonly SyntaxNode[]): Definition | null {
  const [item] = path;
  return item?.kind === 'definition' ? item : null;
}

export const textOf = ({ source }: Analysis, { span }: { readonly span: Span }): string =>
  source.slice(span.start, span.end);

/** The names that stand in a node, in the order of the text. */
export function namesIn(node: SyntaxNode): NameExpression[] {
  return [...walk(node)].filter((each) => each.kind === 'name');
}

/** Names that a function makes its own: its parameters and whatever it assigns. */
export function ownNames(definition: Definition): ReadonlySet<string> {
  const names = definition.parameters.map(({ name }) => name);
  return new Set([...names, ...assignedNames(definition)]);
}

/** Names that a function's body assigns, loop variables among them. */
export function assignedNames(definition: Definition): readonly string[] {
  return definition.body.flatMap((statement) =>
    [...walk(statement)].flatMap((node) => {
      if (node.kind === 'assign') return node.targets.map(({ name }) => name);
      return node.kind === 'for' ? [node.variable.name] : [];
    }),
  );
}

/** The wished-for name, with a number behind it if the program has it already. */
export function freshName(analysis: Analysis, wish: string): string {
  const taken = new Set(analysis.symbols.all.map(({ name }) => name));
  for (let i = 1; ; i++) {
    const name = i === 1 ? wish : `${wish}${i}`;
    if (!taken.has(name)) return name;
  }
}

const lineEnd = (source: string, offset: number): number => {
  const end = source.slice(offset).search(/[\r\n]/);
  return end < 0 ? source.length : offset + end;
};

const lineStart = (source: string, offset: number): number =>
  Math.max(source.lastIndexOf('\n', offset - 1), source.lastIndexOf('\r', offset - 1)) + 1;

/** How the lines of a text end. */
export const endingOf = (source: string): string => (source.includes('\r\n') ? '\r\n' : '\n');

/** Adds a declaration: behind the others, or above the first function. */
export function declare(analysis: Analysis, declaration: string): Edit {
  const { source, tree } = analysis;
  const ending = endingOf(source);
  const last = tree.items.filter(({ kind }) => kind === 'declaration').at(-1);
  if (last) {
    const at = lineEnd(source, last.span.end);
    return { span: { start: at, end: at }, text: `${ending}${declaration}` };
  }
  const first = tree.items.find(({ kind }) => kind === 'definition')!;
  const at = aboveComments(analysis, first.span.start);
  return { span: { start: at, end: at }, text: `${declaration}${ending}${ending}` };
}

/** The start of the line that an offset is on, or of the comments that stand right above it. */
export function aboveComments({ source, tree }: Analysis, offset: number): number {
  let at = lineStart(source, offset);
  for (;;) {
    const above = tree.comments.find(
      ({ ownLine, span, text }) =>
        ownLine && /^\r?\n?$/.test(source.slice(span.end, at)) && span.end < at && !isDialect(text),
    );
    if (!above) return at;
    at = lineStart(source, above.span.start);
  }
}

/** A comment that must stay the file's first line. */
const isDialect = (text: string): boolean => /^#\s*dialect:/.test(text);

/** A statement's line with its line end, to be removed. */
export function wholeLine(source: string, { span }: { readonly span: Span }): Span {
  const end = lineEnd(source, span.end);
  const next = source.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, source.length);
  return { start: lineStart(source, span.start), end: next };
}
