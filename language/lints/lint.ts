import type { CodeName } from '../codes';
import type { Diagnostic, Severity } from '../diagnostics';
import type { SourceText } from './edits';
import type { Subject } from './subject';

/** One thing that a lint has found. */
export type Finding = Pick<Diagnostic, 'span' | 'message' | 'related' | 'fixes'> & {
  /** Where this case weighs more or less than the code usually does. */
  readonly severity?: Severity;
};

/** Something that is allowed, and mostly a mistake. Its severity and title stand in the table of codes. */
export interface Lint {
  readonly code: CodeName;
  /** Why it matters and what to do, for its page. */
  readonly why: string;
  /** A program with the mistake, and its correct twin. */
  readonly wrong: string;
  readonly right: string;
  /** Null where the checker itself reports it. */
  readonly find: ((subject: Subject) => Iterable<Finding>) | null;
  /** Repairs for what the checker reports, also of a text that makes no program. */
  readonly fix?: (text: SourceText, diagnostic: Diagnostic) => Diagnostic['fixes'];
}
