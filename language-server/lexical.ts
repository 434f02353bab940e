/** What kind of text a place is in, and the call around it: for requests on text that is still being typed. */

export type Surrounding = 'code' | 'comment' | 'string';

/** Whether an offset lies in code, in a comment, or in a string. */
export function surrounding(text: string, offset: number): Surrounding {
  let i = 0;
  while (i < offset) {
    if (text[i] === '#') {
      const end = lineEnd(text, i);
      if (end >= offset) return 'comment';
      i = end;
    } else if (text[i] === '"' || text[i] === "'") {
      const end = stringEnd(text, i);
      if (end > offset) return 'string';
      i = end;
    } else i++;
  }
  return 'code';
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

/** Just behind the string that begins there; an unfinished one lasts to its line's end, and one place more. */
function stringEnd(text: string, from: number): number {
  const quote = text[from]!;
  const triple = quote.repeat(3);
  if (text.startsWith(triple, from)) {
    const end = text.indexOf(triple, from + 3);
    return end === -1 ? text.length + 1 : end + 3;
  }
  const end = text.indexOf(quote, from + 1);
  const line = lineEnd(text, from);
  return end === -1 || end > line ? line + 1 : end + 1;
}

/** Characters in front of a parenthesis among which its function's name is looked for. */
const LONGEST_HEAD = 200;

export interface OpenCall {
  readonly name: string;
  /** The index of the argument that the offset is in. */
  readonly argument: number;
}

/** The innermost call whose arguments an offset is among. */
export function callAround(text: string, offset: number): OpenCall | null {
  let depth = 0;
  let argument = 0;
  for (let i = offset - 1; i >= 0; i--) {
    const character = text[i];
    if (character === ')') depth++;
    else if (character === ',' && depth === 0) argument++;
    else if (character === '(') {
      if (depth > 0) {
        depth--;
        continue;
      }
      const head = text.slice(Math.max(0, i - LONGEST_HEAD), i);
      const name = /([A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(head)?.[1];
      const isDefinition = /\bdef\s+[A-Za-z_][A-Za-z0-9_]*\s*$/.test(head);
      if (name !== undefined && !isDefinition) return { name, argument };
      // Parentheses that only group: their commas are not the outer call's.
      argument = 0;
    } else if (/[=:]/.test(character!) && depth === 0 && isStatementStart(text, i)) return null;
  }
  return null;
}

/** A lone `=`, or a `:` at the end of its line: no call reaches across it. */
const isStatementStart = (text: string, at: number): boolean =>
  text[at] === ':' ? true : text[at + 1] !== '=' && !/[=<>!]/.test(text[at - 1] ?? '');
