/**
 * Whatever the text: every request answers, in bounded work, with places inside the text. A few hundred texts here;
 * `OPTISCOPE_FUZZ=100000 npx vitest run language-server/fuzz` for as many as are wanted.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from 'vscode-languageserver';
import { expect, it } from 'vitest';
import { analyzed } from './analyses';
import { prepareCallHierarchy, outgoingCalls } from './call-hierarchy';
import { codeActions } from './code-action';
import { codeLenses } from './code-lens';
import { completions } from './completion';
import { definition } from './definition';
import { diagnosticsOf } from './diagnostics';
import { documentHighlights } from './document-highlight';
import { documentSymbols } from './document-symbols';
import { foldingRanges } from './folding';
import { formatDocument, formatOnType, formatRange } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlay-hint';
import { ProgramFiles } from './program-files';
import { references } from './references';
import { prepareRename, renameSymbol } from './rename';
import { selectionRanges } from './selection-range';
import { semanticTokens } from './semantic-tokens';
import { signatureHelp } from './signature-help';

const RUNS = Number(process.env['OPTISCOPE_FUZZ'] ?? 300);
const SEED = 20261122;
const GALLERY = join(__dirname, '..', 'gallery');
const programs = readdirSync(GALLERY)
  .filter((file) => file.endsWith('.optim'))
  .map((file) => readFileSync(join(GALLERY, file), 'utf8'));

const WORDS = [
  ...'def train grad_transform eval_point ( ) : , = == + - ** * / % @ < if elif else for in range'.split(
    ' ',
  ),
  ...'return and not or pass from import as w g m lr step x "a" 1 0.5 1e-8 True hyper state'.split(
    ' ',
  ),
  ...'flag choice norm interp clip row_mean ndim role # #: 𝓛 """'.split(' '),
  '\n',
  '\n  ',
  '\n    ',
  '\r\n',
  '\t',
];
const word = fc.constantFrom(...WORDS);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(word, { maxLength: 80 }).map((parts) => parts.join(' ')),
  fc
    .record({
      source: fc.constantFrom(...programs),
      from: fc.nat(2000),
      length: fc.nat(40),
      insert: fc.oneof(fc.constant(''), word, fc.string({ maxLength: 5 })),
    })
    .map(({ source, from, length, insert }) => {
      const start = from % source.length;
      return source.slice(0, start) + insert + source.slice(start + length);
    }),
);

/** All ranges in an answer, however deep. */
function rangesIn(answer: unknown): Range[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const own = 'start' in answer && 'end' in answer ? [answer as Range] : [];
  return [...own, ...Object.values(answer).flatMap(rangesIn)];
}

/** A refused rename is an answer. */
function orRefusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    expect((error as Error).constructor.name).toMatch(/ResponseError$/);
    return null;
  }
}

/** Nothing but the text itself. */
const files = new ProgramFiles(
  null,
  () => null,
  (document) => analyzed(document),
  () => [],
);

function expectSound(text: string, at: number): void {
  const document = TextDocument.create('untitled:fuzz', 'optim', 1, text);
  const program = analyzed(document);
  const position = document.positionAt(at % (text.length + 1));
  const everything = { start: document.positionAt(0), end: document.positionAt(text.length) };
  const here = { start: position, end: everything.end };
  const items = prepareCallHierarchy(program, position);
  const answers = [
    diagnosticsOf(program),
    completions(program, position, true, files),
    hover(program, position, files, () => program.analysis.notes),
    signatureHelp(program, position),
    definition(program, position, files),
    references(program, position, true, files),
    documentHighlights(program, position),
    orRefusal(() => prepareRename(program, position)),
    orRefusal(() => renameSymbol(program, position, 'renamed', files)),
    documentSymbols(program),
    selectionRanges(program, [position]),
    inlayHints(program, everything),
    codeLenses(program, true, null),
    codeActions(program, here, {}),
    formatDocument(document),
    formatRange(document, here),
    formatOnType(document, position),
    items?.map(({ name }) => outgoingCalls(program, name)),
  ];
  for (const { start, end } of rangesIn(answers)) {
    const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
    expect(document.positionAt(from)).toEqual(start);
    expect(document.positionAt(to)).toEqual(end);
    expect(from).toBeLessThanOrEqual(to);
  }
  for (const { startLine, endLine } of foldingRanges(program)) {
    expect(startLine).toBeGreaterThanOrEqual(0);
    expect(endLine).toBeLessThan(document.lineCount);
  }
  expect(semanticTokens(program).data.length % 5).toBe(0);
}

it(
  `answers to ${RUNS} texts, with no place outside of them`,
  () => {
    const inputs = fc.tuple(texts, fc.nat(3000));
    fc.assert(
      fc.property(inputs, ([text, at]) => expectSound(text, at)),
      {
        seed: SEED,
        numRuns: RUNS,
      },
    );
  },
  Math.max(60_000, RUNS * 100),
);

const numbered = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');
const LARGE: Readonly<Record<string, string>> = {
  statements: `def train(w, g, a, lr):\n  a0 = g\n${numbered(10_000, (i) => `  a${i + 1} = interp(g, a${i}, 0.9) * ${i}\n`)}  return lr * a9999, a\n`,
  'unknown names': `def train(w, g, lr):\n${numbered(10_000, (i) => `  x${i} = y${i} + 1\n`)}  return lr * g\n`,
  helpers: `${numbered(3_400, (i) => `def h${i}(x):\n  return x * ${i}\n\n`)}def train(w, g, lr):\n  return lr * h7(g)\n`,
  comments: `${'# nothing\n'.repeat(10_000)}def train(w, g, lr):\n  return lr * g\n`,
  'broken lines': `def train(w, g, lr):\n${'  x = ) +\n'.repeat(10_000)}  return lr * g\n`,
  parentheses: '('.repeat(10_000),
  constants: 'x = 1\n'.repeat(10_000),
};

it.each(Object.entries(LARGE))(
  'neither hangs nor breaks on ten thousand lines: %s',
  { timeout: 120_000 },
  (_, text) => expectSound(text, text.length >> 1),
);
