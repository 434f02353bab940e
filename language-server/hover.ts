import { MarkupKind } from 'vscode-languageserver';
import type { Hover, Position } from 'vscode-languageserver';
import {
  describeType,
  findFunction,
  functionDoc,
  importOf,
  importPlaceAt,
  pathTo,
  signatureText,
} from '../language';
import type { Diagnostic, Hyper, Occurrence, ProgramSymbol } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';
import { factsOf } from './facts';
import type { ProgramFiles } from './program-files';

const KIND: Readonly<Record<ProgramSymbol['kind'], string>> = {
  input: 'given by the runtime',
  hyper: 'hyperparameter',
  constant: 'constant',
  flag: 'flag',
  choice: 'choice',
  slot: 'slot: kept from step to step',
  local: 'name',
  parameter: 'parameter',
  function: 'function',
  helper: 'helper',
  entry: 'entry function',
};

/**
 * What stands at a place: a function with formula and edge, or a name with what is known of its value.
 *
 * @param notes what the lints have to say beside problems; asked for only where it is shown
 */
export function hover(
  analyzed: Analyzed,
  position: Position,
  files: ProgramFiles,
  notes: () => readonly Diagnostic[],
): Hover | null {
  const { document, analysis } = analyzed;
  const offset = document.offsetAt(position);
  const elsewhere = importText(analyzed, offset, files);
  if (elsewhere !== null) return { contents: { kind: MarkupKind.Markdown, value: elsewhere } };
  const found = analysis.symbols.at(offset);
  if (found === null) return null;
  const { symbol, occurrence } = found;
  const value =
    symbol.kind === 'function' ? functionText(symbol.name) : nameText(analyzed, symbol, occurrence);
  const more = symbol.kind === 'entry' ? notesText(notes(), occurrence) : [];
  return {
    contents: { kind: MarkupKind.Markdown, value: [value, ...more].join('\n\n') },
    range: rangeOf(document, occurrence.span),
  };
}

/** What is worth knowing of the whole program: how the update scales, what is kept, which published rule it is. */
function notesText(notes: readonly Diagnostic[], { span }: Occurrence): string[] {
  const lines = notes
    .filter((note) => note.span.start === span.start && note.span.end === span.end)
    .map(({ code, message }) => `- ${message} (${code})`);
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** What is imported: the head of the function, or the constant, with its documentation; or the other program itself. */
function importText(program: Analyzed, offset: number, files: ProgramFiles): string | null {
  const { document, analysis } = program;
  const place = importPlaceAt(analysis, offset);
  if (place?.name === null) {
    const uri = files.find(document.uri, place.module.name);
    const doc = uri === null ? null : files.programAt(uri)?.analysis.tree.doc?.value.trim();
    return doc ?? null;
  }
  const symbol = analysis.symbols.at(offset)?.symbol;
  const imported = symbol ? importOf(analysis, symbol) : null;
  const module = place?.module ?? imported?.module;
  const root = module ? files.rootAt(program, offset) : null;
  if (!module || !root?.symbol.definition) return null;
  const { definition, name, doc } = root.symbol;
  const [occurrence] = root.symbol.occurrences;
  const head = occurrence
    ? originOf(root.program, root.symbol, { ...occurrence, span: definition })
    : null;
  return [code(head ?? name), `from \`${module.name}\``, ...(doc === null ? [] : [doc])].join(
    '\n\n',
  );
}

const code = (text: string): string => `\`\`\`optim\n${text}\n\`\`\``;

function functionText(name: string): string {
  const entry = findFunction(name);
  return entry === undefined
    ? code(name)
    : `${code(signatureText(entry))}\n\n${functionDoc(entry)}`;
}

function nameText(analyzed: Analyzed, symbol: ProgramSymbol, occurrence: Occurrence): string {
  const { analysis } = analyzed;
  const type = occurrence.type ?? symbol.type;
  const isCertain = occurrence.type === null ? symbol.certain : occurrence.certain;
  const typeText = type === null || !isCertain ? '' : `, ${describeType(type)}`;
  const hyper =
    symbol.kind === 'hyper'
      ? ((analysis.program ?? analysis.sketch)?.hypers.find(({ name }) => name === symbol.name) ??
        null)
      : null;
  return [
    code(originOf(analyzed, symbol, occurrence) ?? symbol.name),
    `${KIND[symbol.kind]}${typeText}`,
    ...factsText(analyzed, occurrence),
    ...(symbol.doc === null ? [] : [symbol.doc]),
    ...(hyper === null ? [] : [rangeText(hyper)]),
  ].join('\n\n');
}

/** Unit and bounds of a number. */
function factsText({ analysis }: Analyzed, { operand, type }: Occurrence): string[] {
  const facts = factsOf(analysis);
  if (facts === null || operand === null || type?.kind !== 'num') return [];
  const unit = facts.unit(operand);
  // A hyperparameter's range is told with its default.
  const bounds = operand.from === 'hyper' ? null : facts.bounds(operand);
  const known = [unit === null ? null : `unit \`${unit}\``, bounds];
  const text = known.filter((each) => each !== null).join(', ');
  return text === '' ? [] : [text];
}

/** A formula longer than that is not repeated. */
const LONGEST_FORMULA = 300;

/** How the value came about: the assignment that the name's value comes from, or the head of a function. */
function originOf(
  { analysis, text }: Analyzed,
  { kind, occurrences, definition }: ProgramSymbol,
  { span }: Occurrence,
): string | null {
  if (kind === 'helper' || kind === 'entry') {
    const [item] = definition === null ? [] : pathTo(analysis.tree, definition.start);
    if (item?.kind !== 'definition') return null;
    return `def ${item.name.name}(${item.parameters.map(({ name }) => name).join(', ')})`;
  }
  const written = occurrences.filter(
    (each) => each.role !== 'read' && each.span.start <= span.start,
  );
  const last = written.at(-1);
  const statement =
    last && pathTo(analysis.tree, last.span.start).findLast(({ kind }) => kind === 'assign');
  if (!statement || statement.span.end - statement.span.start > LONGEST_FORMULA) return null;
  return text.slice(statement.span.start, statement.span.end);
}

const rangeText = ({ default: value, low, high, scale }: Hyper): string =>
  `${value} by default, from ${low} to ${high}${scale === 'linear' ? '' : `, ${scale} scale`}`;
