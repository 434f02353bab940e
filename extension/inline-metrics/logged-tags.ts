/** Where a Python, TypeScript or JavaScript program logs metrics, as far as that can be read from its text. */
import { scan, type Token } from './scan';

export interface LoggedTag {
  readonly tag: string;
  /** The line on which the tag stands, from 0. */
  readonly line: number;
}

/** By the editor's names for languages. */
const LANGUAGES: ReadonlyMap<string, 'python' | 'javascript'> = new Map([
  ['python', 'python'],
  ['javascript', 'javascript'],
  ['javascriptreact', 'javascript'],
  ['typescript', 'javascript'],
  ['typescriptreact', 'javascript'],
]);

/** What loggers call it: TensorBoard, Weights & Biases, Lightning, MLflow, Comet, Aim, TensorFlow, Optiscope. */
const LOGGING = new Set([
  'log',
  'log_dict',
  'log_metric',
  'log_metrics',
  'log_scalar',
  'add_scalar',
  'scalar',
  'track',
  'addScalar',
  'logMetric',
  'logMetrics',
  'logScalar',
]);
/** Whose `log` writes messages. A logger's may be either: what it says is no tag of a run, then. */
const TALKER = 'console';
/** Parameters that name the tag. */
const TAG_PARAMETERS = new Set(['tag', 'name', 'key']);

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

export const canLog = (languageId: string): boolean => LANGUAGES.has(languageId);

/**
 * The tags that a program logs where it names them as they are: `add_scalar("loss/train", …)`, `log({"loss": …})`,
 * nested ones as `val/loss`, `log("loss", …)`, `track(…, name="loss")`.
 */
export function loggedTags(text: string, languageId: string): LoggedTag[] {
  const language = LANGUAGES.get(languageId);
  if (language === undefined) return [];
  const tokens = scan(text, language);
  const reader = new CallReader(tokens, language === 'javascript');
  return tokens.flatMap((token, i) => {
    const isCall = token.kind === 'name' && LOGGING.has(token.text!) && isMark(tokens[i + 1], '(');
    const receiver = isMark(tokens[i - 1], '.') ? tokens[i - 2]?.text : undefined;
    return isCall && receiver !== TALKER ? reader.tagsOf(i + 1) : [];
  });
}

const isMark = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'mark' && token.text === text;
const isOneOf = (token: Token | undefined, texts: ReadonlySet<string>): boolean =>
  token?.kind === 'mark' && texts.has(token.text!);

class CallReader {
  constructor(
    private readonly tokens: readonly Token[],
    /** A name before a colon is the key itself, as in JavaScript. */
    private readonly namesAreKeys: boolean,
  ) {}

  /** What a call logs whose arguments open at this token. */
  tagsOf(open: number): LoggedTag[] {
    const first = this.tokens[open + 1];
    if (isMark(first, '{')) return this.keysOf(open + 1, '');
    // With nothing behind it, it is a message.
    if (first?.kind === 'string' && isMark(this.tokens[open + 2], ',')) return tagAt(first, '');
    for (let at = open + 1; !this.endsAt(at); at = this.behindNext(at)) {
      const [name, equals, value, end] = this.tokens.slice(at, at + 4);
      const isNamed = name?.kind === 'name' && TAG_PARAMETERS.has(name.text!);
      const isWhole = isMark(end, ',') || isMark(end, ')');
      if (isNamed && isMark(equals, '=') && value?.kind === 'string' && isWhole)
        return tagAt(value, '');
    }
    return [];
  }

  /** The keys of a dictionary that opens at this token, and of those in it. */
  private keysOf(open: number, prefix: string): LoggedTag[] {
    const tags: LoggedTag[] = [];
    for (let at = open + 1; !this.endsAt(at); at = this.behindNext(at)) {
      const [key, colon, value] = this.tokens.slice(at, at + 3);
      const isKey = key?.kind === 'string' || (this.namesAreKeys && key?.kind === 'name');
      if (!isKey || key.text === null) continue;
      if (isMark(colon, ':') && isMark(value, '{'))
        tags.push(...this.keysOf(at + 2, `${prefix}${key.text}/`));
      else if (isMark(colon, ':')) tags.push(...tagAt(key, prefix));
      else if (key.kind === 'name' && (isMark(colon, ',') || isMark(colon, '}')))
        tags.push(...tagAt(key, prefix));
    }
    return tags;
  }

  /** Behind the next comma of this level, or at what closes it. */
  private behindNext(from: number): number {
    let depth = 0;
    for (let at = from; at < this.tokens.length; at++) {
      const token = this.tokens[at];
      if (isOneOf(token, OPENING)) depth++;
      else if (isOneOf(token, CLOSING) && depth-- === 0) return at;
      else if (isMark(token, ',') && depth === 0) return at + 1;
    }
    return this.tokens.length;
  }

  private endsAt(at: number): boolean {
    return at >= this.tokens.length || isOneOf(this.tokens[at], CLOSING);
  }
}

const tagAt = ({ text, line }: Token, prefix: string): LoggedTag[] =>
  text === null || text === '' ? [] : [{ tag: prefix + text, line }];
