import { diagnostic, type CodeName } from '../codes';
import type { Diagnostic, Fix, Span } from '../diagnostics';
import type { Lexed, Token } from './lexer';
import type { NameExpression } from './tree';

/** Levels of parentheses, signs and blocks; far below what would exhaust a stack, ours or Python's. */
const DEEPEST = 48;
/** Operators and calls in one statement. */
const LONGEST = 400;

/** The parser's place in the tokens, and its errors: at most one for a line of code. */
export class Cursor {
  private index = 0;
  private lineStart = 0;
  private depth = 0;
  private parts = 0;
  private readonly lexed: Lexed;
  /** What the lexer has said, in the order of the text, and how much of that lies above the present line. */
  private readonly said: readonly Diagnostic[];
  private saidAbove = 0;
  private readonly own: Diagnostic[] = [];

  constructor(lexed: Lexed) {
    this.lexed = lexed;
    this.said = [...lexed.diagnostics].sort((a, b) => a.span.start - b.span.start);
  }

  /** What the lexer and the parser have said, in the order of the text. */
  get diagnostics(): Diagnostic[] {
    return [...this.said, ...this.own].sort((a, b) => a.span.start - b.span.start);
  }

  /** How often the parser has reported something. */
  get reports(): number {
    return this.own.length;
  }

  get token(): Token {
    return this.lexed.tokens[this.index];
  }

  get next(): Token {
    return this.lexed.tokens[Math.min(this.index + 1, this.lexed.tokens.length - 1)];
  }

  /** Where the last token read ends. */
  get lastEnd(): number {
    return this.index === 0 ? 0 : this.lexed.tokens[this.index - 1].span.end;
  }

  /** True at an operator or keyword of this text. */
  at(text: string): boolean {
    const { kind } = this.token;
    return this.token.text === text && (kind === 'operator' || kind === 'keyword');
  }

  get atLineEnd(): boolean {
    const { kind } = this.token;
    return kind === 'newline' || kind === 'end' || kind === 'dedent' || kind === 'indent';
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  take(text: string): Token | null {
    return this.at(text) ? this.advance() : null;
  }

  /** Takes an operator or keyword, or says that it is missing. */
  expect(text: string, where: string): Token | null {
    const token = this.take(text);
    if (!token) this.reportHere('S7', `\`${text}\` is missing ${where}.`);
    return token;
  }

  /** Takes a name, or says what is missing. */
  expectName(what: string): NameExpression | null {
    const { kind, text, span } = this.token;
    if (kind === 'name') {
      this.advance();
      return { kind: 'name', name: text, span };
    }
    if (kind === 'reserved' || kind === 'keyword') {
      this.report('S8', span, `\`${text}\` is a reserved word; choose another name.`);
      this.advance();
    } else this.reportHere('S7', `${what} is missing here.`);
    return null;
  }

  /** Marks the start of a line of code. */
  startLine(): void {
    this.lineStart = this.token.span.start;
    while (this.isAbove(this.said[this.saidAbove])) this.saidAbove++;
    this.parts = 0;
  }

  /** Skips what is left of the line, and its end. */
  finishLine(): void {
    while (!this.atLineEnd) this.advance();
    if (this.token.kind === 'newline') this.advance();
  }

  spanFrom(start: number): Span {
    return { start, end: Math.max(start, this.lastEnd) };
  }

  /** True where the present line of code already has its error. */
  get lineHasError(): boolean {
    return this.hasErrorUpTo(this.token.span.end);
  }

  private hasErrorUpTo(end: number): boolean {
    const next = this.said[this.saidAbove];
    const last = this.own.at(-1);
    return [next, last].some((each) => each && !this.isAbove(each) && each.span.start <= end);
  }

  private isAbove(diagnostic: Diagnostic | undefined): boolean {
    return diagnostic !== undefined && diagnostic.span.start < this.lineStart;
  }

  /** Reports, unless this line of code already has its error. */
  report(code: CodeName, span: Span, message: string, fixes?: readonly Fix[]): void {
    const end = Math.max(span.end, this.token.span.end);
    if (!this.hasErrorUpTo(end))
      this.own.push(diagnostic(code, span, message, fixes ? { fixes } : {}));
  }

  /** Reports at the present token, or just behind the last one where the line ends. */
  reportHere(code: CodeName, message: string): void {
    const end = Math.max(this.lastEnd, this.lineStart);
    const span = this.atLineEnd ? { start: Math.max(end - 1, 0), end } : this.token.span;
    this.report(code, span, message);
  }

  /** Counts one operator or call; false, with an error, when a statement is too long. */
  countPart(): boolean {
    this.parts++;
    if (this.parts <= LONGEST) return true;
    this.reportHere(
      'S10',
      `This statement has more than ${LONGEST} operations; split it into several.`,
    );
    return false;
  }

  /** Runs a rule one level deeper; null, with an error, when that is too deep. */
  nested<T>(rule: () => T): T | null {
    if (this.depth >= DEEPEST) {
      this.reportHere('S10', `This is nested more than ${DEEPEST} deep; split it up.`);
      return null;
    }
    this.depth++;
    try {
      return rule();
    } finally {
      this.depth--;
    }
  }
}
