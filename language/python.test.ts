import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from './syntax/parser';
import type { Expression, Item, SourceFile, Statement } from './syntax/tree';
import { GALLERY, PROGRAMS } from './testing/programs';

/** What Python made of the sample programs; `UPDATE_GOLDEN=1` with a python3 writes it anew. */
const GOLDEN = join(import.meta.dirname, 'testing', 'python-trees.json');
const SCRIPT = join(import.meta.dirname, 'testing', 'python-tree.py');

/** Numbers as Python's json writes floats. */
function showNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return value.toFixed(1);
  const text = Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function show(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'number':
      return showNumber(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'unary':
      return `(${expression.operator} ${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'call':
      return `${expression.callee.name}(${expression.args.map(show).join(', ')})`;
    case 'group':
      return show(expression.inner);
    case 'tuple':
      return expression.items.map(show).join(', ');
    case 'missing':
      return '?';
  }
}

const showBlock = (statements: readonly Statement[]): string =>
  `{${statements.map(showStatement).join('; ')}}`;

function showStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'assign':
      return `${statement.targets.map(show).join(', ')} = ${statement.values.map(show).join(', ')}`;
    case 'return':
      return `return ${statement.values.map(show).join(', ')}`;
    case 'for':
      return `for ${show(statement.variable)} in range(${show(statement.count)}) ${showBlock(statement.body)}`;
    case 'if':
      return statement.branches.reduceRight(
        (rest, { condition, body }, i) => {
          const text = `if ${show(condition)} ${showBlock(body)} else ${rest}`;
          return i > 0 ? `{${text}}` : text;
        },
        showBlock(statement.otherwise ?? []),
      );
    default:
      return statement.kind;
  }
}

function showItem(item: Item): string {
  if (item.kind === 'import') {
    const names = item.names.map(({ name, alias }) =>
      alias ? `${show(name)} as ${show(alias)}` : show(name),
    );
    return `from ${item.module ? show(item.module) : '?'} import ${names.join(', ')}`;
  }
  if (item.kind === 'declaration') {
    const annotation = item.annotation ? `: ${show(item.annotation)}` : '';
    return `${item.name.name}${annotation} = ${show(item.value)}`;
  }
  const doc = item.doc ? [`doc ${JSON.stringify(item.doc.value)}`] : [];
  const body = [...doc, ...item.body.map(showStatement)];
  return `def ${item.name.name}(${item.parameters.map(show).join(', ')}) {${body.join('; ')}}`;
}

function showFile({ doc, items }: SourceFile): string {
  const first = doc ? [`doc ${JSON.stringify(doc.value)}`] : [];
  return `{${[...first, ...items.map(showItem)].join('; ')}}`;
}

/** Every two operators beside each other, with signs and `not` where Python allows them. */
function operatorPairs(): string {
  const operators = 'or and < <= > >= == != + - * / % @ **'.split(' ');
  const comparisons = new Set('< <= > >= == !='.split(' '));
  const lines: string[] = [];
  for (const first of operators)
    for (const second of operators) {
      if (comparisons.has(first) && comparisons.has(second)) continue;
      lines.push(`  x = a ${first} b ${second} c`, `  x = -a ${first} -b ${second} -c`);
    }
  for (const operator of ['or', 'and', '==', '+', '**']) lines.push(`  x = not a ${operator} b`);
  return `def f(a, b, c):\n${lines.join('\n')}\n  return x\n`;
}

const LEXICAL = `'''Single
quotes.'''
a = 1_000.5e-3
b = .5
c = 1.
d = 1E5
e: choice('x', "y\\"z") = 'x'   # a comment (with [brackets

#: doc

def f(a,
      b,  # in between
# at the margin
  ):
      "doc"
      if a:
         pass
      elif (b
            > 2):
        pass
      else:

        c = (  # open
          a
        )
# nothing
      return (a, c)
`;

const IMPORTS = `"""Takes from others."""
from adamw import train as adamw
from helpers import clipped, FLOOR  # two at once
from lion import train as lion, beta as decay

def train(w, g, m, v, lr):
  update, m, v = adamw(w, clipped(g, FLOOR), m, v, lr)
  return update, m, v
`;

const samples: Record<string, string> = Object.fromEntries([
  ...PROGRAMS,
  ['operators', operatorPairs()],
  ['lexical', LEXICAL],
  ['imports', IMPORTS],
]);

/** What the samples are to Python: asked, where there is one; else as it answered when the file was written. */
function pythonTrees(programs: Record<string, string>): Record<string, string> | null {
  const input = JSON.stringify(programs);
  for (const python of ['python3', 'python']) {
    const { status, stdout, error } = spawnSync(python, [SCRIPT], { input, encoding: 'utf8' });
    if (error) continue;
    expect(status).toBe(0);
    return JSON.parse(stdout) as Record<string, string>;
  }
  return null;
}

test('every program is also Python, and means the same there', () => {
  const asked = pythonTrees({ ...samples, ...Object.fromEntries(GALLERY) });
  if (asked && process.env.UPDATE_GOLDEN) {
    const kept = Object.fromEntries(Object.keys(samples).map((name) => [name, asked[name]]));
    writeFileSync(GOLDEN, `${JSON.stringify(kept, null, 1)}\n`);
  }
  const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, string>;
  for (const [name, source] of Object.entries(samples)) {
    const { tree, diagnostics } = parse(source);
    expect(diagnostics).toEqual([]);
    expect(showFile(tree), name).toBe(golden[name]);
  }
  for (const [name, source] of asked ? GALLERY : [])
    expect(showFile(parse(source).tree), name).toBe(asked![name]);
});
