import { EXTENTS, INPUTS } from '../check/declarations';
import { describeType } from '../check/values';
import { FUNCTIONS } from '../functions';
import type { FunctionEntry } from '../functions/entry';
import { callText, operatorText, resultWords } from './words';

/** The reference of the language, in Markdown, from the tables that the language itself goes by. */
export function referencePage(): string {
  const groups = [...new Set(FUNCTIONS.map(({ group }) => group))];
  return [
    '# The optimizer language',
    'Every form and function of `.optim` programs. This page is made from the table of functions that the checker, the interpreters and the editor go by (`language/functions`); [Writing an optimizer](writing-optimizers.md) introduces the language.',
    '**Every function gives a finite number for finite arguments, overflow aside.** Division by zero is zero; roots and logarithms take the absolute value.',
    '## Entry functions',
    table(
      ['function', 'returns', 'what it is'],
      [
        [
          '`train(w, g, slots…, lr)`',
          '`update, slots…`',
          'the optimizer; `w` becomes `w - update`',
        ],
        ['`grad_transform(w, g, slots…)`', '`g, slots…`', 'chained in front of an optimizer'],
        [
          '`update_transform(w, update, slots…, lr)`',
          '`update, slots…`',
          'chained behind an optimizer; `lr` may be left out',
        ],
        [
          '`eval_point(w, slots…)`',
          'weights',
          'where to evaluate and save; without it, `w` itself',
        ],
        ['any other `def`', 'one or more values', 'a helper, put in the place of its calls'],
      ],
    ),
    'A parameter that is not `w`, `g`, `update` or `lr` is a slot: it starts at zero, and keeps what `return` stores in it.',
    '## Declarations',
    table(
      ['form', 'meaning'],
      [
        [
          '`beta: hyper(low, high, scale) = 0.9`',
          'a tunable number; the scale is `linear`, `log`, `log1m` (the logarithm of 1 − x) or `int`',
        ],
        [
          '`lr: hyper(1e-5, 1e-1, log) = 1e-3`',
          'default and range of the peak; inside a function `lr` is the scheduled value',
        ],
        ['`nesterov: flag = True`', 'a switch, settled before training'],
        ['`mode: choice("a", "b") = "a"`', 'one of several texts, settled before training'],
        [
          '`slow: state(scope) = w`',
          'the start of a slot, worked out at the first step; the scope is an extent, and inferred when left out',
        ],
        [
          '`left: state(rows, rows) = 0`',
          'a slot that is a matrix of its own for each tensor; a size is `1`, `rows`, `cols`, a whole number, a constant or an `int` hyperparameter, and is settled at the first step',
        ],
        ['`TINY = 1e-30`', 'a constant, never tuned'],
      ],
    ),
    'A comment `#: …` at the end of a declaration, or on the lines above it, is its documentation.',
    '## What the runtime gives',
    table(
      ['name', 'what it is'],
      [
        ['`w`', 'the weights, one number per element'],
        ['`g`', 'the gradient of the loss at `w`, one number per element'],
        ...INPUTS.map(({ name, doc }) => [`\`${name}\``, withoutStop(doc)]),
      ],
    ),
    '## Extents',
    'A value covers more or less of the model. Each weight tensor is seen as a matrix: its first dimension gives the rows, all others together the columns. Values of different extents combine to the finer of the two; a row and a column to an element.',
    table(
      ['extent', 'what it holds'],
      [
        ...EXTENTS.map((extent) => [`\`${extent}\``, describeType({ kind: 'num', extent })]),
        ['`(n, m)`', 'a matrix of n rows and m columns for each tensor'],
      ],
    ),
    'Element by element, values combine where their sizes are equal or one of them is 1, and matrices are multiplied with `@` where the columns of the left are the rows of the right: `g @ transpose(g)` is `(rows, rows)`. A vector is a matrix of one column. The sizes are compared by their names, so `rows` and `cols` never fit each other, whatever the tensor.',
    '## Operators',
    'The loosest first. Their precedence is that of Python, comparisons cannot be chained, and `and`, `or` and `not` work element by element.',
    operators(),
    ...groups.flatMap(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const withoutStop = (sentence: string): string => {
  const text = sentence.replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
};

function operators(): string {
  const written = FUNCTIONS.filter(({ operator }) => operator !== null);
  const levels = [...new Set(written.map(({ operator }) => operator!.precedence))].sort(
    (a, b) => a - b,
  );
  return table(
    ['operator', 'what it gives', 'at the edge'],
    levels.flatMap((level) =>
      written
        .filter(({ operator }) => operator!.precedence === level)
        .map((entry) => [
          `\`${operatorText(entry)}\``,
          withoutStop(entry.summary),
          withoutStop(entry.edge),
        ]),
    ),
  );
}

function section(group: string): string[] {
  const entries = FUNCTIONS.filter((entry) => entry.group === group && entry.callable);
  if (entries.length === 0) return [];
  return [`## ${group.charAt(0).toUpperCase()}${group.slice(1)}`, ...entries.flatMap(paragraphs)];
}

function paragraphs(entry: FunctionEntry): string[] {
  const operator = operatorText(entry);
  const names = entry.aliases.map((alias) => `\`${alias}\``).join(', ');
  const remarks = [
    operator === null ? '' : `Also written \`${operator}\`.`,
    names === '' ? '' : `Also called ${names}.`,
    entry.hero
      ? 'Part of the search space of “Symbolic Discovery of Optimization Algorithms”.'
      : '',
  ].filter((remark) => remark !== '');
  return [
    `### \`${callText(entry)}\``,
    entry.summary,
    table(
      ['', ''],
      [
        ['formula', `\`${entry.formula}\``],
        ...(entry.edge === '' ? [] : [['at the edge', withoutStop(entry.edge)]]),
        ['result', resultWords(entry)],
      ],
    ),
    ...(remarks.length === 0 ? [] : [remarks.join(' ')]),
  ];
}
