import type { Fix, Span } from '../diagnostics';
import type { AssignStatement, IfStatement, ReturnStatement, Statement } from '../syntax/tree';
import { blocksOf, expressionsOf, type SourceText } from './edits';

/**
 * Writes an `if` whose condition differs from element to element with `where`: one assignment for each of the branch,
 * or one `return` for the two. Nothing where the branches do more than that.
 */
export function chooseElementwise(
  { source, tree }: SourceText,
  condition: Span,
): readonly Fix[] | undefined {
  for (const block of blocksOf(tree))
    for (const [at, statement] of block.entries()) {
      if (statement.kind !== 'if' || statement.branches.length !== 1) continue;
      const { span } = statement.branches[0].condition;
      if (span.start !== condition.start || span.end !== condition.end) continue;
      const choice = new Choice(source, statement);
      const next = block[at + 1];
      const edit = choice.ofAssignments() ?? choice.ofReturns(next);
      return edit ? [{ title: 'Choose with where', edits: [edit] }] : undefined;
    }
  return undefined;
}

class Choice {
  private readonly condition: string;

  constructor(
    private readonly source: string,
    private readonly statement: IfStatement,
  ) {
    this.condition = this.text(statement.branches[0].condition);
  }

  private text({ span }: { readonly span: Span }): string {
    return this.source.slice(span.start, span.end);
  }

  /** From the `if` to the end of a statement, without the line break behind. */
  private until(last: Statement): Span {
    return { start: this.statement.span.start, end: last.span.end };
  }

  ofAssignments(): Fix['edits'][number] | null {
    const { branches, otherwise, span } = this.statement;
    const [{ body, condition }] = branches;
    const chosen = assignmentsIn(body);
    const others = otherwise ? assignmentsIn(otherwise) : [];
    if (!chosen || !others) return null;
    const names = chosen.map(nameOf);
    const otherNames = others.map(nameOf);
    if (otherwise && names.join() !== otherNames.join()) return null;
    // Each condition is asked where it stands: nothing that it is made of may change in between.
    const asked = [...expressionsOf(this.statement)].flatMap((part) =>
      part.kind === 'name' && part.span.end <= condition.span.end ? [part.name] : [],
    );
    if (names.slice(0, -1).some((name) => asked.includes(name))) return null;
    const lineStart = this.source.lastIndexOf('\n', span.start - 1) + 1;
    const indent = this.source.slice(lineStart, span.start);
    const lines = chosen.map(({ values: [value] }, i) => {
      const other = otherwise ? this.text(others[i].values[0]) : names[i];
      return `${names[i]} = where(${this.condition}, ${this.text(value)}, ${other})`;
    });
    const last = (otherwise ?? body).at(-1)!;
    return { span: this.until(last), text: lines.join(`\n${indent}`) };
  }

  /** `next`: the statement behind the `if`. */
  ofReturns(next: Statement | undefined): Fix['edits'][number] | null {
    const { branches, otherwise } = this.statement;
    const chosen = onlyReturn(branches[0].body);
    const other = onlyReturn(otherwise ?? (next ? [next] : []));
    if (!chosen || !other) return null;
    const [value, ...slots] = chosen.values;
    const [otherValue, ...otherSlots] = other.values;
    const isSame =
      slots.map((slot) => this.text(slot)).join() ===
      otherSlots.map((slot) => this.text(slot)).join();
    if (!isSame || value.kind === 'tuple' || otherValue.kind === 'tuple') return null;
    const update = `where(${this.condition}, ${this.text(value)}, ${this.text(otherValue)})`;
    const text = `return ${[update, ...slots.map((slot) => this.text(slot))].join(', ')}`;
    return { span: this.until(other), text };
  }
}

const nameOf = ({ targets: [target] }: AssignStatement): string => target.name;

/** The statements, if each gives one name one value. */
function assignmentsIn(body: readonly Statement[]): readonly AssignStatement[] | null {
  const found = body.filter(
    (statement): statement is AssignStatement =>
      statement.kind === 'assign' &&
      statement.targets.length === 1 &&
      statement.values.length === 1,
  );
  return found.length === body.length && found.length > 0 ? found : null;
}

function onlyReturn(body: readonly Statement[]): ReturnStatement | null {
  const [only, ...others] = body;
  return only?.kind === 'return' && others.length === 0 ? only : null;
}
