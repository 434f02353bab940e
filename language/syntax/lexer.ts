import { diagnostic, type CodeName } from '../codes';
import type { Diagnostic, Fix, Span } from '../diagnostics';
import type { Comment } from './tree';
import { KEYWORDS, RESERVED } from './words';

export type TokenKind =
  | 'name'
  | 'keyword'
  | 'reserved'
  | 'number'
  | 'string'
  | 'operator'
  | 'newline'
  | 'indent'
  | 'dedent'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
  readonly line: number;
}

export interface Lexed {
  /** Ends with one `end` token; every line of code ends with `newline`; every `indent` has its `dedent`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Columns that one tab is taken for, and that its fix writes. */
const TAB_WIDTH = 2;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:[0-9](?:_?[0-9])*)?\.?(?:[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?/y;
const OPERATOR =
  /\*\*=|\/\/=|\*\*|\/\/|[-+*/%@&|^]=|[=!<>:]=|->|<<|>>|[-+*/%@<>=(),:.;[\]{}&|^~!\\?]/y;
const LINE_END = /\r\n|\n|\r/y;

/**
 * What can only be the start of a new statement, even where a parenthesis is still open: there are no
 * keyword arguments, slices or conditional expressions. So a half-typed `m = interp(g, ` leaves the lines
 * below it whole.
 */
const STATEMENT_START =
  / *(?:(?:def|return|if|elif|else|for|pass|import|from)\b|[A-Za-z_]\w*(?: *, *[A-Za-z_]\w*)* *=(?!=)|[A-Za-z_]\w* *:)/y;

const TAIL_OF_NUMBER = /[A-Za-z0-9_.]*/y;
const COMMENT = /[^\r\n]*/y;
const BLANKS = /[ \t]*/y;

const isDigit = (char: string | undefined): boolean =>
  char !== undefined && '0' <= char && char <= '9';
const startsName = (char: string): boolean =>
  ('a' <= char && char <= 'z') || ('A' <= char && char <= 'Z') || char === '_';

/** Splits a text into tokens. Never fails: what cannot be read is reported and left out. */
export function lex(source: string): Lexed {
  return new Lexer(source).run();
}

class Lexer {
  private at = 0;
  private line = 0;
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly indents = [0];
  private readonly open: Span[] = [];

  constructor(private readonly source: string) {}

  run(): Lexed {
    if (this.source.startsWith('\uFEFF')) this.at = 1;
    while (this.at < this.source.length) {
      if (this.atLineStart() && this.open.length === 0) this.readIndentation();
      this.readLine();
    }
    this.reportOpenParentheses();
    this.endLine(this.at, this.at);
    while (this.indents.length > 1) {
      this.indents.pop();
      this.push('dedent', '', this.at, this.at);
    }
    this.push('end', '', this.at, this.at);
    return { tokens: this.tokens, comments: this.comments, diagnostics: this.diagnostics };
  }

  /** Reads up to and including the next line end. */
  private readLine(): void {
    const lineStart = this.at;
    while (this.at < this.source.length) {
      const char = this.source[this.at];
      if (char === ' ') this.at++;
      else if (char === '\n' || char === '\r') return this.readLineEnd();
      else if (char === '#') this.readComment(lineStart);
      else if (char === '\t') this.readTabs();
      else this.readToken(char);
    }
  }

  private readLineEnd(): void {
    const start = this.at;
    this.at = this.match(LINE_END)!.end;
    if (this.open.length > 0 && this.startsStatement()) this.reportOpenParentheses();
    if (this.open.length === 0) this.endLine(start, this.at);
    this.line++;
  }

  private readToken(char: string): void {
    if (startsName(char)) this.readName();
    else if (isDigit(char) || (char === '.' && isDigit(this.source[this.at + 1])))
      this.readNumber();
    else if (char === '"' || char === "'") this.readString(char);
    else this.readOperator();
  }

  private readName(): void {
    const { start, end } = this.match(NAME)!;
    const text = this.source.slice(start, end);
    const kind = KEYWORDS.has(text) ? 'keyword' : RESERVED.has(text) ? 'reserved' : 'name';
    this.push(kind, text, start, end);
    this.at = end;
  }

  private readNumber(): void {
    const { start, end } = this.match(NUMBER)!;
    const tail = this.matchAt(TAIL_OF_NUMBER, end)!.end;
    const text = this.source.slice(start, end);
    this.at = tail;
    this.push('number', text, start, tail);
    if (tail > end) {
      const whole = this.source.slice(start, tail);
      this.report(
        'S3',
        start,
        tail,
        `\`${whole}\` is not a number; write it like 12, 0.9 or 1e-8.`,
      );
    } else if (/^0_?[0-9]/.test(text)) {
      const plain = text.replace(/^[0_]+(?=[0-9])/, '');
      this.report('S3', start, end, `A number has no leading zeros; write \`${plain}\`.`, [
        { title: `Write ${plain}`, edits: [{ span: { start, end }, text: plain }] },
      ]);
    } else if (!Number.isFinite(Number(text.replaceAll('_', '')))) {
      this.report(
        'S3',
        start,
        end,
        `\`${text}\` is too large: the largest number is about 1.8e308.`,
      );
    }
  }

  private readString(quote: string): void {
    const start = this.at;
    const startLine = this.line;
    const triple = this.source.startsWith(quote.repeat(3), start);
    const mark = triple ? quote.repeat(3) : quote;
    let at = start + mark.length;
    while (at < this.source.length && !this.source.startsWith(mark, at)) {
      if (!triple && /[\r\n]/.test(this.source[at])) break;
      if (this.source[at] === '\\') at = this.readEscape(at, triple);
      else at = this.skipCharacter(at);
    }
    const closed = this.source.startsWith(mark, at);
    this.at = closed ? at + mark.length : Math.min(at, this.source.length);
    if (!closed)
      this.report('S4', start, this.at, `This string is not finished; close it with ${mark}.`);
    this.push('string', this.source.slice(start, this.at), start, this.at, startLine);
  }

  private readEscape(at: number, triple: boolean): number {
    const next = this.source[at + 1] ?? '';
    if (/[xuUN]/.test(next))
      this.report(
        'S4',
        at,
        at + 2,
        `\`\\${next}\` has no meaning here; write the character itself.`,
      );
    if (/[\r\n]/.test(next)) return triple ? this.skipCharacter(at + 1) : at + 1;
    return Math.min(at + 2, this.source.length);
  }

  private skipCharacter(at: number): number {
    const end = this.matchAt(LINE_END, at)?.end;
    if (end !== undefined) this.line++;
    else if (this.source[at] === '\0') this.reportCharacter(at, at + 1);
    return end ?? at + 1;
  }

  private readOperator(): void {
    const found = this.match(OPERATOR);
    if (!found) return this.readUnknown();
    const { start, end } = found;
    const text = this.source.slice(start, end);
    this.at = end;
    if (text === '(') this.open.push({ start, end });
    if (text === ')' && !this.open.pop()) {
      this.report('S5', start, end, 'No parenthesis is open here; remove this one.', [
        { title: 'Remove the parenthesis', edits: [{ span: { start, end }, text: '' }] },
      ]);
      return;
    }
    this.push('operator', text, start, end);
  }

  /** A run of characters that no token starts with, as one error. */
  private readUnknown(): void {
    const start = this.at;
    this.at = this.matchAt(/[^\x20-\x7e\t\r\n]+|./uy, start)!.end;
    this.reportCharacter(start, this.at);
  }

  private reportCharacter(start: number, end: number): void {
    const text = this.source.slice(start, Math.min(end, start + 12));
    const shown = /^[\x20-\x7e\u00a1-\uffff]+$/.test(text) ? `\`${text}\`` : 'This character';
    this.report('S1', start, end, `${shown} has no meaning in a program; remove it.`);
  }

  private readComment(lineStart: number): void {
    const { start, end } = this.matchAt(COMMENT, this.at)!;
    const text = this.source.slice(start, end);
    const ownLine =
      this.source.slice(lineStart, start).trim() === '' && this.atLineStart(lineStart);
    this.comments.push({ text, line: this.line, ownLine, span: { start, end } });
    const nul = text.indexOf('\0');
    if (nul >= 0) this.reportCharacter(start + nul, start + nul + 1);
    this.at = end;
  }

  private readTabs(): void {
    const start = this.at;
    this.at = this.matchAt(/\t+/y, start)!.end;
    this.reportTabs(start, this.at, ' ');
  }

  private reportTabs(start: number, end: number, text: string): void {
    this.report('S2', start, end, 'Tabs are not allowed; use spaces.', [
      { title: 'Use spaces', edits: [{ span: { start, end }, text }] },
    ]);
  }

  /** Compares the indentation of a line of code with the open blocks. Blank and comment lines have none. */
  private readIndentation(): void {
    const start = this.at;
    this.at = this.matchAt(BLANKS, start)!.end;
    const next = this.source[this.at];
    if (next === undefined || next === '\n' || next === '\r' || next === '#') {
      if (next !== '#') return;
      this.at = start;
      return;
    }
    const blanks = this.source.slice(start, this.at);
    const spaces = blanks.replaceAll('\t', ' '.repeat(TAB_WIDTH));
    if (blanks.includes('\t')) this.reportTabs(start, this.at, spaces);
    this.indentTo(spaces.length, start);
  }

  /** A line between two levels is an error, and counts as one of the deeper block. */
  private indentTo(column: number, lineStart: number): void {
    if (column > this.indents.at(-1)!) {
      this.indents.push(column);
      this.push('indent', '', lineStart, this.at);
      return;
    }
    while (column <= (this.indents.at(-2) ?? -1)) {
      this.indents.pop();
      this.push('dedent', '', this.at, this.at);
    }
    if (column !== this.indents.at(-1)!)
      this.report(
        'S6',
        lineStart,
        this.at,
        'This indentation matches no block above; align the line with one.',
      );
  }

  private endLine(start: number, end: number): void {
    const last = this.tokens.at(-1)?.kind;
    const empty =
      last === undefined || last === 'newline' || last === 'indent' || last === 'dedent';
    if (!empty) this.push('newline', '', start, end);
  }

  private reportOpenParentheses(): void {
    const outermost = this.open[0];
    // What cannot be read inside of it has been told already.
    const isTold = outermost && (this.diagnostics.at(-1)?.span.start ?? -1) > outermost.start;
    if (outermost && !isTold)
      this.report(
        'S5',
        outermost.start,
        outermost.end,
        'This parenthesis is never closed; add `)`.',
      );
    this.open.length = 0;
  }

  private startsStatement(): boolean {
    return this.matchAt(STATEMENT_START, this.at) !== null;
  }

  private atLineStart(at = this.at): boolean {
    const before = this.source[at - 1];
    return at === 0 || before === '\n' || before === '\r' || (at === 1 && before === '\uFEFF');
  }

  private match(pattern: RegExp): Span | null {
    return this.matchAt(pattern, this.at);
  }

  private matchAt(pattern: RegExp, at: number): Span | null {
    pattern.lastIndex = at;
    return pattern.test(this.source) ? { start: at, end: pattern.lastIndex } : null;
  }

  private push(kind: TokenKind, text: string, start: number, end: number, line = this.line): void {
    this.tokens.push({ kind, text, span: { start, end }, line });
  }

  private report(
    code: CodeName,
    start: number,
    end: number,
    message: string,
    fixes?: readonly Fix[],
  ): void {
    this.diagnostics.push(diagnostic(code, { start, end }, message, fixes ? { fixes } : {}));
  }
}

/** The value of a string token. */
export function stringValue(text: string): string {
  const mark = /^("""|'''|"|')/.exec(text)?.[0] ?? '';
  const closed = text.length >= 2 * mark.length && text.endsWith(mark);
  const inner = text.slice(mark.length, closed ? text.length - mark.length : undefined);
  const escapes: Record<string, string> = { n: '\n', t: '\t', '\\': '\\', '"': '"', "'": "'" };
  return inner.replace(/\\([nt\\"'])/g, (_, char: string) => escapes[char]);
}
