import type { Span } from '../diagnostics';
import { format } from '../syntax/format';
import type { Edit } from './edit';

/** Blank, tab, line ends and the mark at the start of a file, by their codes. */
const isBlank = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;

/**
 * Formatting as the smallest edits: only blanks change, and the commas that end a list of arguments, so that
 * cursors and marks stay where they are. `within`: only edits that lie in that span. Lines end as they did.
 */
export function formatEdits(source: string, within?: Span): readonly Edit[] {
  const ending = source.includes('\r\n') ? '\r\n' : '\n';
  const formatted = format(source);
  const edits =
    formatted === source ? [] : editsBetween(source, formatted.replaceAll(/\r\n|\r|\n/g, ending));
  if (!within) return edits;
  return edits.filter(({ span }) => within.start <= span.start && span.end <= within.end);
}

/** Walks both texts side by side; whatever blanks differ between two characters are replaced. */
function editsBetween(source: string, formatted: string): Edit[] {
  const edits: Edit[] = [];
  let [i, k] = [0, 0];
  for (;;) {
    const [iEnd, kEnd] = [blanksFrom(source, i), blanksFrom(formatted, k)];
    if (iEnd > i || kEnd > k) {
      const text = formatted.slice(k, kEnd);
      if (source.slice(i, iEnd) !== text) edits.push({ span: { start: i, end: iEnd }, text });
    }
    [i, k] = [iEnd, kEnd];
    if (i >= source.length && k >= formatted.length) return edits;
    if (source[i] === formatted[k]) {
      i++;
      k++;
    } else if (source[i] === ',') {
      edits.push({ span: { start: i, end: i + 1 }, text: '' });
      i++;
    } else return [{ span: { start: 0, end: source.length }, text: formatted }];
  }
}

function blanksFrom(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}
