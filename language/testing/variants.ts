import { analyze } from '../analyze';
import type { Span } from '../diagnostics';
import { expressionsOf } from '../lints/edits';
import type { AssignStatement, Definition, Expression } from '../syntax/tree';

interface Edit {
  readonly span: Span;
  readonly text: string;
}

export function applyEdits(source: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
    .reduce(
      (text, { span, text: inserted }) =>
        text.slice(0, span.start) + inserted + text.slice(span.end),
      source,
    );
}

const OWN_NAMES = new Set([
  'hyper',
  'constant',
  'flag',
  'choice',
  'slot',
  'local',
  'helper',
  'parameter',
]);

/** The program with another name for everything that it names itself. */
export function renamed(source: string): string {
  const { symbols } = analyze(source, { lints: false });
  const own = symbols.all.filter(({ kind, name }) => OWN_NAMES.has(kind) && !isInput(name));
  const names = [...new Set(own.map(({ name }) => name))];
  const edits = own.flatMap(({ name, occurrences }) =>
    occurrences.map(({ span }) => ({ span, text: `q${names.indexOf(name)}` })),
  );
  return applyEdits(source, edits);
}

const isInput = (name: string): boolean => ['w', 'g', 'lr', 'step', 'update'].includes(name);

function entryOf(source: string): Definition {
  const { tree } = analyze(source, { lints: false });
  return tree.items.find(
    (item): item is Definition =>
      item.kind === 'definition' && /train|transform/.test(item.name.name),
  )!;
}

/** The program with its declarations, its slots and neighbouring independent statements in another order. */
export function reordered(source: string): string {
  const { tree } = analyze(source, { lints: false });
  const textOf = ({ span }: { span: Span }): string => source.slice(span.start, span.end);
  const edits: Edit[] = [];
  const declarations = tree.items.filter(({ kind }) => kind === 'declaration');
  declarations.forEach((item, i) =>
    edits.push({ span: item.span, text: textOf(declarations[declarations.length - 1 - i]) }),
  );
  const entry = entryOf(source);
  const slots = entry.parameters.filter(({ name }) => !isInput(name));
  slots.forEach((slot, i) =>
    edits.push({ span: slot.span, text: textOf(slots[slots.length - 1 - i]) }),
  );
  const { body } = entry;
  for (let i = 0; i + 1 < body.length; i++) {
    const [first, second] = [body[i], body[i + 1]];
    if (first.kind !== 'assign' || second.kind !== 'assign' || touch(first, second)) continue;
    edits.push(
      { span: first.span, text: textOf(second) },
      { span: second.span, text: textOf(first) },
    );
    i++;
  }
  return applyEdits(source, edits);
}

function touch(a: AssignStatement, b: AssignStatement): boolean {
  const reads = (statement: AssignStatement): string[] =>
    [...expressionsOf(statement)].flatMap((part) => (part.kind === 'name' ? [part.name] : []));
  const writes = (statement: AssignStatement): string[] =>
    statement.targets.map(({ name }) => name);
  const [readsA, readsB] = [reads(a), reads(b)];
  return (
    writes(a).some((name) => readsB.includes(name) || writes(b).includes(name)) ||
    writes(b).some((name) => readsA.includes(name))
  );
}

/** The program with what each of its assignments works out moved into a helper. */
export function withHelpers(source: string): string {
  const { symbols } = analyze(source, { lints: false });
  const entry = entryOf(source);
  const edits: Edit[] = [];
  const helpers: string[] = [];
  for (const statement of entry.body) {
    if (statement.kind !== 'assign' || statement.values.length !== 1) continue;
    const [value] = statement.values;
    if (value.kind === 'name' || value.kind === 'number') continue;
    const names = namesIn(statement).filter(({ span }) => {
      const kind = symbols.at(span.start)?.symbol.kind;
      return kind === 'slot' || kind === 'local' || kind === 'input';
    });
    const passed = [...new Set(names.map(({ name }) => name))].filter((name) => name !== 'step');
    const inside = names
      .filter(({ name }) => name !== 'step')
      .map(({ name, span }) => ({
        span: { start: span.start - value.span.start, end: span.end - value.span.start },
        text: `a${passed.indexOf(name)}`,
      }));
    const helper = `part${helpers.length}`;
    const body = applyEdits(source.slice(value.span.start, value.span.end), inside);
    const parameters = passed.map((_, i) => `a${i}`).join(', ');
    helpers.push(`def ${helper}(${parameters}):\n  return ${body}\n\n`);
    edits.push({ span: value.span, text: `${helper}(${passed.join(', ')})` });
  }
  const place = { start: entry.span.start, end: entry.span.start };
  return applyEdits(source, [...edits, { span: place, text: helpers.join('') }]);
}

function namesIn(statement: AssignStatement): Extract<Expression, { kind: 'name' }>[] {
  return [...expressionsOf(statement)].filter((part) => part.kind === 'name');
}
