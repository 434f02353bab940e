/** A piece of a Python or JavaScript text; what only separates pieces is left out. */
export interface Token {
  /** `mark`: a bracket, an operator, a number. */
  readonly kind: 'name' | 'string' | 'mark';
  /** What a string holds; null where that is known only when the program runs. */
  readonly text: string | null;
  /** From 0. */
  readonly line: number;
}

const PYTHON =
  /(?<space>\s+|#.*|\\\r?\n)|(?<prefix>[rbuft]{0,2})(?<quote>"""|'''|"|')|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>\*\*|[^])/iuy;
const JAVASCRIPT =
  /(?<space>\s+|\/\/.*|\/\*[^]*?(?:\*\/|$))|(?<quote>["'`])|(?<name>[\p{L}_$][\p{L}\p{N}_$]*)|(?<mark>\.\.\.|=>|[^])/uy;

/** Behind one of these a slash begins a regular expression, behind anything else it divides. */
const BEFORE_REGEXP = new Set(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', '}', ';', '=>']);
const REGEXP = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/y;

/**
 * The pieces of a program: names, strings and marks. Forgiving: it is asked about text that is being typed.
 *
 * @param language Python, or JavaScript and TypeScript
 */
export function scan(text: string, language: 'python' | 'javascript'): Token[] {
  const pattern = language === 'python' ? PYTHON : JAVASCRIPT;
  const tokens: Token[] = [];
  let at = 0;
  let line = 0;
  const passTo = (end: number): void => {
    for (let i = at; i < end; i++) if (text[i] === '\n') line++;
    at = end;
  };
  while (at < text.length) {
    if (language === 'javascript' && text[at] === '/') {
      const last = tokens.at(-1);
      REGEXP.lastIndex = at;
      const isRegexp =
        last === undefined || (last.kind === 'mark' && BEFORE_REGEXP.has(last.text!));
      if (isRegexp && REGEXP.test(text)) {
        tokens.push({ kind: 'mark', text: '/', line });
        passTo(REGEXP.lastIndex);
        continue;
      }
    }
    pattern.lastIndex = at;
    const { space, prefix = '', quote, name, mark } = pattern.exec(text)!.groups!;
    if (quote !== undefined) {
      const { value, end } = stringAt(text, pattern.lastIndex, quote, prefix.toLowerCase());
      tokens.push({ kind: 'string', text: value, line });
      passTo(end);
    } else {
      if (name !== undefined) tokens.push({ kind: 'name', text: name, line });
      else if (space === undefined) tokens.push({ kind: 'mark', text: mark!, line });
      passTo(pattern.lastIndex);
    }
  }
  return tokens;
}

/** What a string holds that begins at `from`, behind its quote, and where it ends. */
function stringAt(
  text: string,
  from: number,
  quote: string,
  prefix: string,
): { readonly value: string | null; readonly end: number } {
  const spansLines = quote.length === 3 || quote === '`';
  let at = from;
  while (at < text.length && !text.startsWith(quote, at)) {
    if (text[at] === '\n' && !spansLines) return { value: null, end: at };
    at += text[at] === '\\' ? 2 : 1;
  }
  const content = text.slice(from, at);
  const hasHoles =
    (quote === '`' && content.includes('${')) || (/[ft]/.test(prefix) && content.includes('{'));
  const isPlain = !hasHoles && !content.includes('\\') && at < text.length;
  return { value: isPlain ? content : null, end: Math.min(text.length, at + quote.length) };
}
