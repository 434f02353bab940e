import { SemanticTokensBuilder } from 'vscode-languageserver';
import type { SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import { walk } from '../language';
import type { ProgramSymbol, Span } from '../language';
import type { Analyzed } from './analyses';

const TYPES = ['input', 'slot', 'hyperparameter', 'variable', 'parameter', 'function'] as const;
const MODIFIERS = ['declaration', 'readonly', 'defaultLibrary', 'dead'] as const;

/** The kinds of names that a theme may colour; package.json says which colours those without a rule take. */
export const LEGEND: SemanticTokensLegend = {
  tokenTypes: [...TYPES],
  tokenModifiers: [...MODIFIERS],
};

const TYPE: Readonly<Record<ProgramSymbol['kind'], (typeof TYPES)[number]>> = {
  input: 'input',
  slot: 'slot',
  hyper: 'hyperparameter',
  flag: 'hyperparameter',
  choice: 'hyperparameter',
  constant: 'variable',
  local: 'variable',
  parameter: 'parameter',
  function: 'function',
  helper: 'function',
  entry: 'function',
};

const bit = (modifier: (typeof MODIFIERS)[number]): number => 1 << MODIFIERS.indexOf(modifier);

/** What every name in the text is: input, slot, hyperparameter, local, and whether anything comes of it. */
export function semanticTokens({ document, analysis }: Analyzed): SemanticTokens {
  const isDead = sweep(deadSpans(analysis));
  const names = analysis.symbols.all
    .flatMap((symbol) => symbol.occurrences.map(({ span }) => ({ symbol, span })))
    .sort((a, b) => a.span.start - b.span.start);
  const builder = new SemanticTokensBuilder();
  for (const { symbol, span } of names) {
    const { line, character } = document.positionAt(span.start);
    const modifiers =
      (symbol.definition?.start === span.start ? bit('declaration') : 0) |
      (symbol.kind === 'constant' ? bit('readonly') : 0) |
      (symbol.kind === 'function' ? bit('defaultLibrary') : 0) |
      (isDead(span.start) ? bit('dead') : 0);
    const type = TYPES.indexOf(TYPE[symbol.kind]);
    builder.push(line, character, span.end - span.start, type, modifiers);
  }
  return builder.build();
}

/** The statements of which nothing comes, in the order of the text. */
function deadSpans({ diagnostics, tree }: Analyzed['analysis']): Span[] {
  const reported = diagnostics.filter(({ code }) => code === 'D1').map(({ span }) => span);
  const starts = new Set(reported.map(({ start }) => start));
  if (starts.size === 0) return [];
  const statements = tree.items
    .flatMap((item) => [...walk(item)])
    .filter((node) => node.kind === 'assign')
    .filter(({ targets }) => targets.some(({ span }) => starts.has(span.start)));
  return [...reported, ...statements.map(({ span }) => span)].sort((a, b) => a.start - b.start);
}

/** Whether an offset lies in one of the spans, for offsets that are asked in ascending order. */
function sweep(spans: readonly Span[]): (offset: number) => boolean {
  let next = 0;
  let end = 0;
  return (offset) => {
    for (; next < spans.length && spans[next]!.start <= offset; next++)
      end = Math.max(end, spans[next]!.end);
    return offset < end;
  };
}
