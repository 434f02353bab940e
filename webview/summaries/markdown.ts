/**
 * The part of Markdown that logged texts use, as a tree: what it does not know, HTML above all, stays the text that it
 * is. Nothing here makes markup out of text: views build elements from the tree.
 */

export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'deleted'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly address: string; readonly parts: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | {
      readonly kind: 'table';
      readonly head: readonly Cell[];
      readonly rows: readonly (readonly Cell[])[];
    };
type Cell = readonly Inline[];

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+|$)/;
const INDENTED = /^( {4}|\t)/;
const DELIMITER_ROW = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
/** Quotes and lists in each other beyond this are shown as plain text. */
const DEEPEST = 8;

/** Reads a text block by block. */
export function parseMarkdown(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const { block, next } = blockAt(lines, at, depth);
    if (block !== null) blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Found {
  readonly block: Block | null;
  /** The line behind it. */
  readonly next: number;
}

function blockAt(lines: readonly string[], at: number, depth: number): Found {
  const line = lines[at]!;
  if (line.trim() === '') return { block: null, next: at + 1 };
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return fencedCode(lines, at, fence);
  if (INDENTED.test(line)) return indentedCode(lines, at);
  const heading = HEADING.exec(line);
  if (heading)
    return {
      block: { kind: 'heading', level: heading[1]!.length, parts: parseInline(heading[2]!) },
      next: at + 1,
    };
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (depth < DEEPEST && QUOTE.test(line)) return quote(lines, at, depth);
  if (depth < DEEPEST && ITEM.test(line)) return list(lines, at, depth);
  if (isTable(lines, at)) return table(lines, at);
  return paragraph(lines, at, depth);
}

function fencedCode(lines: readonly string[], at: number, fence: string): Found {
  let end = at + 1;
  while (end < lines.length && !lines[end]!.trimStart().startsWith(fence)) end++;
  return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function indentedCode(lines: readonly string[], at: number): Found {
  let end = at;
  while (end < lines.length && (INDENTED.test(lines[end]!) || lines[end]!.trim() === '')) end++;
  const text = lines
    .slice(at, end)
    .map((line) => line.replace(INDENTED, ''))
    .join('\n');
  return { block: { kind: 'code', text: text.trimEnd() }, next: end };
}

function quote(lines: readonly string[], at: number, depth: number): Found {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end]!)) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return {
    block: { kind: 'quote', blocks: parseMarkdown(inner.join('\n'), depth + 1) },
    next: end,
  };
}

/** Items follow each other; what is indented behind one belongs to it. */
function list(lines: readonly string[], at: number, depth: number): Found {
  const ordered = /\d/.test(ITEM.exec(lines[at]!)![2]!);
  const items: Block[][] = [];
  let next = at;
  for (;;) {
    const marker = ITEM.exec(lines[next] ?? '');
    if (!marker || /\d/.test(marker[2]!) !== ordered) break;
    const width = marker[0].length;
    const inner = [lines[next++]!.slice(width)];
    while (next < lines.length && belongsToItem(lines, next))
      inner.push(dedented(lines[next++]!, width));
    items.push(parseMarkdown(inner.join('\n'), depth + 1));
    if (lines[next]?.trim() === '' && ITEM.test(lines[next + 1] ?? '')) next++;
  }
  return { block: { kind: 'list', ordered, items }, next };
}

function belongsToItem(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (line.trim() === '') return /^\s+\S/.test(lines[at + 1] ?? '');
  return /^(\s{2,}|\t)/.test(line) || !startsBlock(line);
}

const dedented = (line: string, width: number): string =>
  line.replace(new RegExp(`^(\\t|\\s{1,${width}})`), '');

const startsBlock = (line: string): boolean =>
  [FENCE, HEADING, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line));

function paragraph(lines: readonly string[], at: number, depth: number): Found {
  let end = at + 1;
  while (
    end < lines.length &&
    lines[end]!.trim() !== '' &&
    (depth >= DEEPEST || !startsBlock(lines[end]!)) &&
    !isTable(lines, end)
  )
    end++;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join('\n');
  return { block: { kind: 'paragraph', parts: parseInline(text) }, next: end };
}

const isTable = (lines: readonly string[], at: number): boolean =>
  lines[at]!.includes('|') && DELIMITER_ROW.test(lines[at + 1] ?? '') && /[|]/.test(lines[at + 1]!);

function table(lines: readonly string[], at: number): Found {
  let end = at + 2;
  while (end < lines.length && lines[end]!.includes('|')) end++;
  const head = cellsOf(lines[at]!);
  const rows = lines.slice(at + 2, end).map(cellsOf);
  return { block: { kind: 'table', head, rows }, next: end };
}

const cellsOf = (line: string): Cell[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')));

/** What may stand in a line, the first that fits first. Lengths are bounded: a text is anybody's. */
const INLINE: readonly (readonly [RegExp, (match: RegExpExecArray) => Inline])[] = [
  [/^\\([\\`*_{}[\]()#+\-.!|~<>])/, ([, character]) => ({ kind: 'text', text: character! })],
  [/^(`+)(.{1,2000}?)\1(?!`)/s, ([, , code]) => ({ kind: 'code', text: code!.trim() })],
  [/^(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1/s, ([, , text]) => marked('strong', text!)],
  [/^~~(?=\S)(.{1,2000}?)(?<=\S)~~/s, ([, text]) => marked('deleted', text!)],
  [/^\*(?=\S)([^*]{1,2000}?)(?<=\S)\*/s, ([, text]) => marked('emphasis', text!)],
  [/^_(?=\S)([^_]{1,2000}?)(?<=\S)_(?!\w)/s, ([, text]) => marked('emphasis', text!)],
  [
    /^!\[([^\]]{0,500})\]\([^)\s]{0,2000}[^)]{0,200}\)/,
    ([, alt]) => ({ kind: 'text', text: alt! }),
  ],
  [
    /^\[([^\]]{1,500})\]\((https?:\/\/[^)\s]{1,2000})\)/,
    ([, words, address]) => link(address!, words!),
  ],
  [/^https?:\/\/[^\s<>"'`)\]]{1,2000}/, ([address]) => link(address, null)],
];
/** Where something other than plain text may begin. */
const SPECIAL = /[\\`*_~![]|https?:\/\//g;
/** Before an underline within a word, nothing begins. */
const WORD = /\w/;

const marked = (kind: 'strong' | 'emphasis' | 'deleted', text: string): Inline => ({
  kind,
  parts: parseInline(text),
});
const link = (address: string, words: string | null): Inline => ({
  kind: 'link',
  address,
  parts: words === null ? [{ kind: 'text', text: address }] : parseInline(words),
});

/** Reads what stands in a line. */
export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const add = (part: Inline): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length;) {
    SPECIAL.lastIndex = at;
    const found = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, found);
    at = found;
    if (at >= text.length) break;
    const within = text[at] === '_' && WORD.test(text[at - 1] ?? '');
    const part = within ? null : inlineAt(text.slice(at));
    if (part === null) plain += text[at++];
    else {
      if (part.inline.kind === 'text') plain += part.inline.text;
      else add(part.inline);
      at += part.length;
    }
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return parts;
}

function inlineAt(text: string): { readonly inline: Inline; readonly length: number } | null {
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(text);
    if (match) return { inline: make(match), length: match[0].length };
  }
  return null;
}
