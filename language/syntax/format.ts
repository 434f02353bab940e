import type { Lexed, Token } from './lexer';
import { indexLines } from './lines';
import { parse } from './parser';
import type { Comment } from './tree';

/** The widest line that is not broken up. */
const WIDTH = 88;

/** A line of code with its comments, on its way to the page. */
interface Line {
  readonly depth: number;
  readonly text: string;
  readonly comment: string | null;
  /** Blank lines above it in the source. */
  readonly gap: boolean;
  readonly tokens: readonly Token[];
}

/**
 * Lays a program out anew: two spaces a level, one around binary operators and after commas, declarations
 * aligned, one blank line around functions, calls wider than 88 columns with one argument a line. Names,
 * numbers and comments stay as written. A program with syntax errors is returned as it is.
 */
export function format(source: string): string {
  const { lexed, diagnostics } = parse(source);
  if (diagnostics.length > 0) return source;
  const lines = readLines(source, lexed);
  const aligned = alignDeclarations(lines);
  const out: string[] = [];
  aligned.forEach((line, i) => {
    const wantsGap = line.gap || startsDefinition(aligned, i) || followsDefinition(aligned, i);
    if (out.length > 0 && wantsGap) out.push('');
    out.push(render(line));
  });
  return out.length > 0 ? `${out.join('\n')}\n` : '';
}

function readLines(source: string, { tokens, comments }: Lexed): Line[] {
  const positions = indexLines(source);
  const lineOf = (offset: number): number => positions.positionAt(offset).line;
  const isBlank = (line: number): boolean => line >= 0 && positions.textOf(line).trim() === '';
  const lines: Line[] = [];
  const waiting = [...comments];
  let depth = 0;
  let current: Token[] = [];

  const addComments = (before: number, nextDepth: number): void => {
    while (waiting.length > 0 && waiting[0].ownLine && waiting[0].span.start < before) {
      const comment = waiting.shift()!;
      const inner = depth > nextDepth && columnOf(source, comment) > 0 ? depth : nextDepth;
      const gap = isBlank(comment.line - 1);
      lines.push({ depth: inner, text: '', comment: comment.text.trimEnd(), gap, tokens: [] });
    }
  };

  const finish = (): void => {
    const [first] = current;
    const last = current.at(-1)!;
    const behind = waiting.findIndex(({ span }) => span.start >= last.span.start);
    const inside = waiting
      .slice(0, behind < 0 ? waiting.length : behind)
      .filter(({ span }) => span.start > first.span.start);
    const text =
      inside.length > 0
        ? source.slice(first.span.start, last.span.end).replaceAll(/[ \t]+(?=\r?\n|\r)/g, '')
        : joinTokens(current);
    waiting.splice(0, inside.length);
    const beside = waiting[0];
    const trailing = beside && !beside.ownLine && beside.line === lineOf(last.span.end);
    const comment = trailing ? waiting.shift()!.text.trimEnd() : null;
    lines.push({
      depth,
      text,
      comment,
      gap: isBlank(lineOf(first.span.start) - 1),
      tokens: current,
    });
    current = [];
  };

  let opened = 0;
  for (const token of tokens) {
    if (token.kind === 'indent') opened++;
    else if (token.kind === 'dedent') opened--;
    else if (token.kind === 'newline') finish();
    else {
      if (current.length === 0) {
        addComments(token.kind === 'end' ? Infinity : token.span.start, opened);
        depth = opened;
      }
      if (token.kind !== 'end') current.push(token);
    }
  }
  return lines;
}

function columnOf(source: string, { span }: Comment): number {
  const before = source.slice(0, span.start);
  return span.start - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) - 1;
}

/** Tokens with the blanks that belong between them. */
function joinTokens(tokens: readonly Token[]): string {
  let text = '';
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const space = before && wantsSpace(before, token, isSign(tokens, i - 1));
    text += (space ? ' ' : '') + token.text;
  });
  return text;
}

function wantsSpace(before: Token, after: Token, afterSign: boolean): boolean {
  if (before.text === '(' || after.text === ')' || after.text === ',' || after.text === ':')
    return false;
  if (before.text === '-' && afterSign) return false;
  return !(after.text === '(' && before.kind === 'name');
}

/** True for a minus in front of a value instead of between two. */
function isSign(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (tokens[index]?.text !== '-') return false;
  if (!before) return true;
  return before.kind === 'keyword' || (before.kind === 'operator' && before.text !== ')');
}

function isDeclaration({ depth, tokens }: Line): boolean {
  return depth === 0 && tokens[0]?.kind === 'name' && tokens.some(({ text }) => text === '=');
}

/** Lines up the `=` of neighbouring declarations with kinds, and their comments. */
function alignDeclarations(lines: readonly Line[]): Line[] {
  const result: Line[] = [];
  for (let start = 0; start < lines.length;) {
    let end = start;
    while (end < lines.length && isAlignable(lines[end]) && (end === start || !lines[end].gap))
      end++;
    result.push(...alignBlock(lines.slice(start, Math.max(end, start + 1))));
    start = Math.max(end, start + 1);
  }
  return result;
}

function isAlignable(line: Line): boolean {
  return isDeclaration(line) && line.tokens[1]?.text === ':' && !line.text.includes('\n');
}

function alignBlock(block: readonly Line[]): Line[] {
  if (!block.every(isAlignable)) return [...block];
  const parts = block.map(({ tokens }) => {
    const colon = tokens.findIndex(({ text }) => text === ':');
    const equals = tokens.findIndex(({ text }) => text === '=');
    return [
      `${joinTokens(tokens.slice(0, colon + 1))}`,
      joinTokens(tokens.slice(colon + 1, equals)),
      joinTokens(tokens.slice(equals)),
    ];
  });
  const widest = (column: number, rows: readonly string[][]): number =>
    Math.max(...rows.map((row) => row[column].length));
  const [names, kinds] = [widest(0, parts), widest(1, parts)];
  const values = widest(2, [['', '', ''], ...parts.filter((_, i) => block[i].comment !== null)]);
  return block.map((line, i) => {
    const [name, kind, value] = parts[i];
    const shown = line.comment === null ? value : value.padEnd(values);
    return { ...line, text: `${name.padEnd(names)} ${kind.padEnd(kinds)} ${shown}` };
  });
}

/** A function starts here, or the comments that stand right above it. */
function startsDefinition(lines: readonly Line[], index: number): boolean {
  const above = lines[index - 1];
  const aboveIsComment = above && above.text === '' && above.depth === 0;
  if (!above || lines[index].depth > 0 || aboveIsComment) return false;
  let at = index;
  while (lines[at] && lines[at].text === '' && lines[at].depth === 0) {
    at++;
    if (lines[at]?.gap) return false;
  }
  return lines[at]?.text.startsWith('def ') ?? false;
}

function followsDefinition(lines: readonly Line[], index: number): boolean {
  return index > 0 && lines[index].depth === 0 && lines[index - 1].depth > 0;
}

function render({ depth, text, comment, tokens }: Line): string {
  const indent = '  '.repeat(depth);
  if (text === '') return indent + comment;
  const wide = indent.length + text.length > WIDTH && !text.includes('\n');
  const body = wide ? breakUp(tokens, indent, text) : text;
  return indent + body + (comment === null ? '' : `  ${comment}`);
}

/** One argument a line inside the outermost call of a line that is too wide; the line itself where there is none. */
function breakUp(tokens: readonly Token[], indent: string, text: string): string {
  const open = tokens.findIndex((token, i) => token.text === '(' && tokens[i - 1]?.kind === 'name');
  if (open < 0 || text.startsWith('def ') || tokens[1]?.text === ':') return text;
  const rows: Token[][] = [[]];
  let depth = 1;
  let close = open + 1;
  for (; close < tokens.length; close++) {
    const token = tokens[close];
    if (token.text === '(') depth++;
    if (token.text === ')' && --depth === 0) break;
    if (token.text === ',' && depth === 1) rows.push([]);
    else rows.at(-1)!.push(token);
  }
  const inner = rows
    .filter((row) => row.length > 0)
    .map((row) => `${indent}  ${joinTokens(row)},\n`);
  const head = joinTokens(tokens.slice(0, open + 1));
  const tail = tokens.slice(close);
  return `${head}\n${inner.join('').replace(/,\n$/, '\n')}${indent}${joinTokens(tail)}`;
}
