import type { Diagnostic } from '../diagnostics';
import { Cursor } from './cursor';
import { parseExpression } from './expressions';
import { lex, stringValue, type Lexed } from './lexer';
import { parseBlock, parseStatement } from './statements';
import type {
  Comment,
  Declaration,
  Definition,
  Import,
  Item,
  NameExpression,
  SourceFile,
  Statement,
  StringExpression,
} from './tree';

export interface Parsed {
  readonly tree: SourceFile;
  readonly lexed: Lexed;
  /** Those of the lexer among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a program's text. Always gives a tree: a broken line is reported once and leaves those around it
 * as they are.
 */
export function parse(source: string): Parsed {
  const lexed = lex(source);
  const cursor = new Cursor(lexed);
  const doc = takeDoc(cursor);
  const docs = new Map(
    lexed.comments.flatMap((comment) => (isDoc(comment) ? [[comment.line, comment]] : [])),
  );
  const items: Item[] = [];
  while (cursor.token.kind !== 'end') {
    cursor.startLine();
    const item = parseItem(cursor, source, docs);
    if (item) items.push(item);
  }
  const tree = { doc, items, comments: lexed.comments, span: { start: 0, end: source.length } };
  return { tree, lexed, diagnostics: cursor.diagnostics };
}

/** A string on a line of its own. */
function takeDoc(cursor: Cursor): StringExpression | null {
  cursor.startLine();
  if (cursor.token.kind !== 'string' || cursor.next.kind !== 'newline') return null;
  const { text, span } = cursor.advance();
  cursor.finishLine();
  return { kind: 'string', value: stringValue(text), text, span };
}

/** Comments that document a declaration, by their line. */
type Docs = ReadonlyMap<number, Comment>;

const isDoc = ({ text }: Comment): boolean => text.startsWith('#:');

function parseItem(cursor: Cursor, source: string, docs: Docs): Item | null {
  if (cursor.at('def')) return parseDefinition(cursor);
  if (cursor.at('from') || cursor.at('import')) return parseImport(cursor);
  if (cursor.token.kind === 'name' && [':', '='].includes(cursor.next.text))
    return parseDeclaration(cursor, source, docs);
  return refuseItem(cursor);
}

function refuseItem(cursor: Cursor): null {
  if (cursor.token.kind === 'dedent') cursor.advance();
  else if (cursor.token.kind === 'indent') parseStatement(cursor);
  else {
    const { span } = cursor.token;
    const known = cursor.reports;
    parseStatement(cursor);
    if (cursor.reports === known)
      cursor.report(
        'S7',
        span,
        'Only imports, declarations and functions stand at the top of the file; move this line into a function.',
      );
  }
  return null;
}

function parseDeclaration(cursor: Cursor, source: string, docs: Docs): Declaration {
  const { text, span, line } = cursor.advance();
  const name: NameExpression = { kind: 'name', name: text, span };
  const annotation = cursor.take(':') ? parseExpression(cursor) : null;
  const equals = cursor.expect('=', 'after the declaration; give the name its value');
  const value = equals
    ? parseExpression(cursor)
    : ({ kind: 'missing', span: cursor.spanFrom(cursor.lastEnd) } as const);
  if (!cursor.atLineEnd)
    cursor.report('S7', cursor.token.span, 'A declaration ends here; start a new line.');
  const whole = cursor.spanFrom(span.start);
  const lastLine = lineOfEnd(source, line, whole.start, whole.end);
  cursor.finishLine();
  if (cursor.token.kind === 'indent') parseStatement(cursor);
  const doc = docOf(docs, line, lastLine);
  return { kind: 'declaration', name, annotation, value, doc, span: whole };
}

function lineOfEnd(source: string, line: number, start: number, end: number): number {
  return line + (source.slice(start, end).match(/\r\n|\n|\r/g)?.length ?? 0);
}

/** The `#:` comment at the end of a declaration, or else those on the lines just above it. */
function docOf(docs: Docs, first: number, last: number): string | null {
  const beside = docs.get(last);
  if (beside && !beside.ownLine) return docText(beside);
  const above: string[] = [];
  for (let line = first - 1; docs.get(line)?.ownLine; line--) above.push(docText(docs.get(line)!));
  return above.length > 0 ? above.reverse().join('\n') : null;
}

function docText(comment: Comment): string {
  return comment.text.slice(2).trim();
}

function parseDefinition(cursor: Cursor): Definition {
  const { start } = cursor.advance().span;
  const name = cursor.expectName('The name of the function') ?? {
    kind: 'name',
    name: '',
    span: cursor.spanFrom(cursor.lastEnd),
  };
  const parameters = parseParameters(cursor);
  const [doc, body] = parseBody(cursor);
  return { kind: 'definition', name, parameters, doc, body, span: cursor.spanFrom(start) };
}

function parseParameters(cursor: Cursor): NameExpression[] {
  const parameters: NameExpression[] = [];
  if (!cursor.expect('(', 'after the name of the function')) return parameters;
  while (!cursor.at(')') && !cursor.atLineEnd) {
    const parameter = cursor.expectName('The name of a parameter');
    if (parameter) parameters.push(parameter);
    if (cursor.at(':') || cursor.at('=')) refuseDefault(cursor, parameter);
    while (!cursor.at(',') && !cursor.at(')') && !cursor.atLineEnd) {
      cursor.reportHere('S7', 'A comma is missing between the parameters.');
      cursor.advance();
    }
    if (!cursor.take(',')) break;
  }
  cursor.take(')');
  return parameters;
}

/** A parameter with a value or a type, as Python has them. */
function refuseDefault(cursor: Cursor, parameter: NameExpression | null): void {
  const { kind, text } = cursor.next;
  const isNumber = cursor.at('=') && kind === 'number' && parameter !== null;
  cursor.report(
    'S9',
    cursor.token.span,
    isNumber
      ? `Parameters are names alone; declare \`${parameter.name} = ${text}\` above the functions instead.`
      : 'Parameters are names alone; remove what follows.',
  );
}

/** `: NEWLINE INDENT [STRING NEWLINE] statements DEDENT`. */
function parseBody(cursor: Cursor): [StringExpression | null, readonly Statement[]] {
  while (!cursor.at(':') && !cursor.atLineEnd) {
    cursor.reportHere('S7', '`:` is missing after the parameters.');
    cursor.advance();
  }
  let doc: StringExpression | null = null;
  const body = parseBlock(cursor, 'the head of `def`', () => (doc = takeDoc(cursor)));
  return [doc, body];
}

function parseImport(cursor: Cursor): Import {
  const { start } = cursor.token.span;
  const names: { name: NameExpression; alias: NameExpression | null }[] = [];
  let module: NameExpression | null = null;
  if (cursor.advance().text === 'from') {
    module = cursor.expectName('The name of a program');
    cursor.expect('import', 'after the name of the program');
  }
  do {
    const name = cursor.expectName('The name to import');
    const alias = cursor.take('as') ? cursor.expectName('The new name') : null;
    if (name) names.push({ name, alias });
  } while (cursor.take(','));
  if (!cursor.atLineEnd)
    cursor.report('S7', cursor.token.span, 'An import ends here; start a new line.');
  const span = cursor.spanFrom(start);
  cursor.finishLine();
  return { kind: 'import', module, names, span };
}
