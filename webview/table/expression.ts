import type { Run } from '../../runtime/protocol/runs';
import { findColumn, type Column, type Value } from './columns';

/**
 * What filters runs, read from text:
 *
 *     or         = and { "or" and }
 *     and        = not { [ "and" ] not }
 *     not        = "not" not | "(" or ")" | comparison | word
 *     comparison = column ( "==" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" ) value
 *
 * A column is named by its title or id, a value is a number or a text, in quotes where it has spaces; `~` asks whether
 * the text occurs. Words of their own must occur in the run's name, program, task, state or tags. Case never counts.
 */
export type RunTest = (run: Run) => boolean;

export type Filter =
  | { readonly test: RunTest; readonly problem: null }
  /** One sentence; until the text is right, every run passes. */
  | { readonly test: null; readonly problem: string };

type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '~';

interface Token {
  readonly kind: 'word' | 'quoted' | 'operator' | 'bracket';
  readonly text: string;
}

const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|(==|!=|<=|>=|[=<>~])|([()])|((?:(?!!=)[^\s"'()=<>~])+))/y;

class FilterError extends Error {}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new FilterError('A quotation mark is not closed.');
    const [, double, single, operator, bracket, word] = match;
    if (operator) found.push({ kind: 'operator', text: operator === '=' ? '==' : operator });
    else if (bracket) found.push({ kind: 'bracket', text: bracket });
    else if (word) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'quoted', text: double ?? single ?? '' });
  }
  return found;
}

/** Reads a filter over these columns. */
export function parseFilter(text: string, columns: readonly Column[]): Filter {
  try {
    const parser = new Parser(tokens(text), columns);
    return { test: parser.whole(), problem: null };
  } catch (error) {
    if (error instanceof FilterError) return { test: null, problem: error.message };
    throw error;
  }
}

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly columns: readonly Column[],
  ) {}

  whole(): RunTest {
    if (this.tokens.length === 0) return () => true;
    const test = this.or();
    if (this.at < this.tokens.length)
      throw new FilterError(`“${this.tokens[this.at]!.text}” is not expected here.`);
    return test;
  }

  private or(): RunTest {
    const tests = [this.and()];
    while (this.takeWord('or')) tests.push(this.and());
    return tests.length === 1 ? tests[0]! : (run) => tests.some((test) => test(run));
  }

  private and(): RunTest {
    const tests = [this.not()];
    while (this.takeWord('and') || this.goesOn()) tests.push(this.not());
    return tests.length === 1 ? tests[0]! : (run) => tests.every((test) => test(run));
  }

  private not(): RunTest {
    if (!this.takeWord('not')) return this.primary();
    const test = this.not();
    return (run) => !test(run);
  }

  private primary(): RunTest {
    const token = this.tokens[this.at++];
    if (!token) throw new FilterError('Something is missing at the end.');
    if (token.kind === 'bracket' && token.text === '(') {
      const test = this.or();
      if (this.tokens[this.at++]?.text !== ')')
        throw new FilterError('A parenthesis is not closed.');
      return test;
    }
    if (token.kind === 'operator' || token.kind === 'bracket')
      throw new FilterError(`Before “${token.text}” a column is missing.`);
    const operator = this.tokens[this.at];
    if (operator?.kind !== 'operator') return named(token.text);
    this.at++;
    const operand = this.tokens[this.at++];
    if (operand?.kind !== 'word' && operand?.kind !== 'quoted')
      throw new FilterError(`After “${operator.text}” a value is missing.`);
    const column = findColumn(this.columns, token.text);
    if (!column) throw new FilterError(`There is no column “${token.text}”.`);
    return compared(column, operator.text as Operator, operand.text);
  }

  /** Whether another term follows, as if after "and". */
  private goesOn(): boolean {
    const next = this.tokens[this.at];
    return next !== undefined && next.text !== ')' && !(next.kind === 'word' && isWord(next, 'or'));
  }

  private takeWord(word: string): boolean {
    const next = this.tokens[this.at];
    if (next?.kind !== 'word' || !isWord(next, word)) return false;
    this.at++;
    return true;
  }
}

const isWord = (token: Token, word: string): boolean => token.text.toLowerCase() === word;

function named(word: string): RunTest {
  const wanted = word.toLowerCase();
  return ({ id, spec, status, annotations }) =>
    [
      spec.program.name,
      spec.task,
      status,
      id,
      annotations?.name ?? '',
      ...(annotations?.tags ?? []),
    ].some((text) => text.toLowerCase().includes(wanted));
}

/** Numbers compare as numbers, all else as text without case. A run that has no such value passes `!=` only. */
function compared(column: Column, operator: Operator, operand: string): RunTest {
  const number = Number(operand);
  const isNumber = operand.trim() !== '' && !Number.isNaN(number);
  const text = operand.toLowerCase();
  return (run) => {
    const value = column.value(run);
    if (value === null) return operator === '!=';
    if (operator === '~') return textOf(value).includes(text);
    if (typeof value === 'number' && isNumber) return holds(operator, value, number);
    return holds(operator, textOf(value), text);
  };
}

const textOf = (value: Value): string => String(value).toLowerCase();

function holds<T extends string | number>(operator: Operator, a: T, b: T): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '~':
      return String(a).includes(String(b));
  }
}
