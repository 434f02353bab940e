import type { Fix, Span } from '../diagnostics';
import { expressionsOf, lineOf, removeItem, statementsOf, type SourceText } from './edits';

/** Takes a slot out of the entry's parameters, its returns and its declaration. */
export function removeSlot(
  { source, tree, entry }: SourceText,
  { start, end }: Span,
  title: string,
): readonly Fix[] | undefined {
  const name = source.slice(start, end);
  const index = entry?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
  if (!entry || index < 0) return undefined;
  const edits = [{ span: removeItem(entry.parameters, index), text: '' }];
  for (const statement of statementsOf(tree)) {
    if (statement.kind !== 'return' || statement.span.start < entry.span.start) continue;
    if (statement.span.end > entry.span.end) continue;
    const [first] = statement.values;
    const values = first.kind === 'tuple' ? first.items : statement.values;
    const place = values.findIndex(
      (value, i) => i > 0 && value.kind === 'name' && value.name === name,
    );
    if (place > 0) edits.push({ span: removeItem(values, place), text: '' });
  }
  for (const item of tree.items) {
    if (item.kind === 'declaration' && item.name.name === name)
      edits.push({ span: lineOf(source, item.span), text: '' });
  }
  return [{ title, edits }];
}

/** True where a name is read anywhere in the functions of a file. */
export function isMentioned({ tree }: SourceText, name: string): boolean {
  for (const statement of statementsOf(tree))
    for (const expression of expressionsOf(statement))
      if (expression.kind === 'name' && expression.name === name) return true;
  return tree.items.some(
    (item) => item.kind === 'declaration' && item.value.kind === 'name' && item.value.name === name,
  );
}
