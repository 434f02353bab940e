import { analyze, type Analysis } from '../analyze';
import { lastReturn, removeItem } from '../lints/edits';
import { print, printEntry } from '../ir/print';
import type { Program } from '../ir/program';
import type { Simplest, Step } from '../simplify';
import { format } from '../syntax/format';
import type { AssignStatement, Definition, Item } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { applyEdits, type Edit } from './edit';
import { endingOf, wholeLine } from './refactor/refactoring';

/**
 * A program's simplest form as text. Where single lines of it say the same as the form, only those change; else the
 * entry function is written anew, or, of a program that imports or has helpers, all of it, as one function.
 */
export function simplifiedText(analysis: Analysis, found: Simplest): string {
  const { program, changed } = found;
  const { source, tree, program: before } = analysis;
  if (!changed || !before) return source;
  const inLines = editedLines(analysis, before, found);
  if (inLines !== null) return inLines;
  const entry = tree.items.find(
    (item): item is Definition => item.kind === 'definition' && item.name.name === before.entry,
  );
  if (!entry || !standsAlone(tree.items, before, program)) return print(program);
  const ending = endingOf(source);
  const end = entry.span.start + source.slice(entry.span.start, entry.span.end).trimEnd().length;
  const text = format(`${printEntry(program)}\n`)
    .trimEnd()
    .replaceAll('\n', ending);
  return applyEdits(source, [
    ...lostDeclarations(analysis, before, program),
    { span: { start: entry.span.start, end }, text },
  ]);
}

/** The text with each step made where it was written; null where that would not be the same program. */
function editedLines(analysis: Analysis, before: Program, found: Simplest): string | null {
  const { source, tree } = analysis;
  const entry = tree.items.find(
    (item): item is Definition => item.kind === 'definition' && item.name.name === before.entry,
  );
  if (!entry) return null;
  const edits = [
    ...found.steps.flatMap((step) => stepEdits(analysis, step)),
    ...lostSlots(entry, before, found.program),
    ...lostDeclarations(analysis, before, found.program),
  ];
  const text = applyEdits(source, edits);
  const { program } = analyze(text, { name: before.name, lints: false });
  return program && print(program) === print(found.program) ? text : null;
}

function stepEdits({ source, tree }: Analysis, { span, before, after }: Step): Edit[] {
  if (!span) return [];
  const assignment = [...tree.items.flatMap((item) => [...walk(item)])].find(
    (node): node is AssignStatement =>
      node.kind === 'assign' &&
      node.values.length === 1 &&
      node.values[0].span.start === span.start &&
      node.values[0].span.end === span.end,
  );
  if (after === '') return assignment ? [{ span: wholeLine(source, assignment), text: '' }] : [];
  const name = /^(\w+) = /.exec(before)?.[1];
  const value = name === undefined ? after : after.slice(`${name} = `.length);
  return [{ span, text: assignment ? value : `(${value})` }];
}

/** A slot's place among the parameters and in the `return`. */
function lostSlots(entry: Definition, before: Program, after: Program): Edit[] {
  const left = new Set(after.slots.map(({ name }) => name));
  const lost = new Set(before.slots.map(({ name }) => name).filter((name) => !left.has(name)));
  const returned = lastReturn(entry)?.values ?? [];
  const isLost = (node: { readonly kind: string; readonly name?: string }): boolean =>
    node.kind === 'name' && node.name !== undefined && lost.has(node.name);
  return [entry.parameters, returned].flatMap((list) =>
    list.flatMap((item, i) => (isLost(item) ? [{ span: removeItem(list, i), text: '' }] : [])),
  );
}

/** Whether the entry function is all that has changed, and all of it stands there. */
function standsAlone(items: readonly Item[], before: Program, after: Program): boolean {
  const functions = items.filter((item) => item.kind === 'definition');
  const starts = new Map(before.slots.map(({ name, initial }) => [name, initial]));
  return (
    items.every(({ kind }) => kind !== 'import') &&
    functions.every(({ name }) => name.name === before.entry || name.name === 'eval_point') &&
    after.evalPoint === before.evalPoint &&
    after.slots.every(({ name, initial }) => starts.get(name) === initial)
  );
}

/** The declarations of hyperparameters and slots that the simpler program has no more. */
function lostDeclarations({ source, tree }: Analysis, before: Program, after: Program): Edit[] {
  const left = new Set([...after.hypers, ...after.slots].map(({ name }) => name));
  const lost = new Set(
    [...before.hypers, ...before.slots].map(({ name }) => name).filter((name) => !left.has(name)),
  );
  return tree.items
    .filter((item) => item.kind === 'declaration' && lost.has(item.name.name))
    .map((item) => ({ span: wholeLine(source, item), text: '' }));
}
