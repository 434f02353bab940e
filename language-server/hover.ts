import { MarkupKind } from 'vscode-languageserver';
import type { Hover, Position } from 'vscode-languageserver';
import { describeType, findFunction } from '../language';
import type { Hyper, ProgramSymbol } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';
import { functionDoc, signatureText } from './words';

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

/** What stands at a place: a function with formula and edge, or a name with its type. */
export function hover({ document, analysis }: Analyzed, position: Position): Hover | null {
  const found = analysis.symbols.at(document.offsetAt(position));
  if (found === null) return null;
  const { symbol, occurrence } = found;
  const hyper =
    symbol.kind === 'hyper'
      ? (analysis.program?.hypers.find(({ name }) => name === symbol.name) ?? null)
      : null;
  const value =
    symbol.kind === 'function'
      ? functionText(symbol.name)
      : nameText(symbol, occurrence.type ?? symbol.type, hyper);
  return {
    contents: { kind: MarkupKind.Markdown, value },
    range: rangeOf(document, occurrence.span),
  };
}

const code = (text: string): string => `\`\`\`optim\n${text}\n\`\`\``;

function functionText(name: string): string {
  const entry = findFunction(name);
  return entry === undefined
    ? code(name)
    : `${code(signatureText(entry))}\n\n${functionDoc(entry)}`;
}

function nameText(symbol: ProgramSymbol, type: ProgramSymbol['type'], hyper: Hyper | null): string {
  const typeText = type === null ? '' : `, ${describeType(type)}`;
  return [
    code(symbol.name),
    `${KIND[symbol.kind]}${typeText}`,
    ...(symbol.doc === null ? [] : [symbol.doc]),
    ...(hyper === null ? [] : [rangeText(hyper)]),
  ].join('\n\n');
}

const rangeText = ({ default: value, low, high, scale }: Hyper): string =>
  `${value} by default, from ${low} to ${high}${scale === 'linear' ? '' : `, ${scale} scale`}`;
