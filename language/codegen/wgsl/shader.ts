import { isFold, type Placed } from '../wasm/places';
import type { Fold, Kernel } from '../wasm/kernel';
import type { ArgumentForm } from '../wasm/nodes';
import { Expressions, shaderFunction } from './expressions';
import { helpersFor } from './prelude';

/** Invocations of a workgroup. */
export const GROUP_SIZE = 256;
/** Columns that a workgroup folds side by side, so that it reads memory in lines. */
export const TILE = 16;

/** What a shader does with a kernel's elements: it stores, or folds all of them, those of each row, or of each column. */
export type Doing = 'store' | Fold['per'];

/** A kernel's part in WGSL, with what it is to be called with. */
export interface Shader {
  readonly text: string;
  readonly doing: Doing;
  /** The kernel's folds that it works out, by their place. */
  readonly folds: readonly number[];
  readonly numbers: readonly { readonly index: number; readonly as: ArgumentForm }[];
}

/**
 * Where in `given` a shader finds what it is called with, in words of 32 bits: rows, columns, −∞ (which WGSL cannot
 * write); then where its buffers begin, where its folds' results go, and its numbers as float32.
 */
export const GIVEN = { rows: 0, cols: 1, lowest: 2, buffers: 3 } as const;

/** The shaders that together do what a kernel does. Throws `NoShader` where WGSL cannot. */
export function writeShaders(kernel: Kernel, folded: readonly Placed[]): Shader[] {
  const shaders = kernel.stores.length > 0 ? [write(kernel, 'store', [], folded)] : [];
  for (const per of ['all', 'row', 'col'] as const) {
    const own = kernel.folds.flatMap((fold, i) => (fold.per === per ? [i] : []));
    if (own.length > 0) shaders.push(write(kernel, per, own, folded));
  }
  return shaders;
}

function write(
  kernel: Kernel,
  doing: Doing,
  folds: readonly number[],
  folded: readonly Placed[],
): Shader {
  const numbers: { readonly index: number; readonly as: ArgumentForm }[] = [];
  const results = GIVEN.buffers + kernel.buffers.length;
  const base = (buffer: number): string => `given[${GIVEN.buffers + buffer}]`;
  const element = { element: 'i', row: 'row', col: 'col' } as const;
  const values = new Expressions({
    load: (buffer) => `arena[${base(buffer)} + ${element[kernel.buffers[buffer]]}]`,
    argument: (index, as) => {
      const known = numbers.findIndex((each) => each.index === index && each.as === as);
      const at = known >= 0 ? known : numbers.push({ index, as }) - 1;
      return `bitcast<f32>(given[${results + folds.length + at}])`;
    },
  });
  const body =
    doing === 'store'
      ? storing(kernel, values, base)
      : folding(
          doing,
          folds.map((i) => ({ fold: kernel.folds[i], wgsl: finishing(folded[i]) })),
          values,
          (i) => `given[${results + i}]`,
        );
  const functions = [...values.called].map(shaderFunction);
  const text = [
    '@group(0) @binding(0) var<storage, read_write> arena: array<f32>;',
    '@group(0) @binding(1) var<storage, read> given: array<u32>;',
    ...helpersFor(functions),
    ...functions,
    body,
  ].join('\n\n');
  return { text: `${text}\n`, doing, folds, numbers };
}

const finishing = ({ entry: { kernel } }: Placed): string =>
  isFold(kernel) ? kernel.wgsl : 'total';

const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => ' '.repeat(by) + line);

const MAIN = `@compute @workgroup_size(${GROUP_SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) own: u32,
) {
  let rows = given[${GIVEN.rows}];
  let cols = given[${GIVEN.cols}];`;

/** All values before the first is stored: a result may lie where another's argument did. */
function storing(
  { stores }: Kernel,
  values: Expressions,
  base: (buffer: number) => string,
): string {
  const named = stores.map(
    ({ buffer, value }) => `arena[${base(buffer)} + i] = ${values.of(value)};`,
  );
  return [
    MAIN,
    `  for (var i = group.x * ${GROUP_SIZE}u + own; i < rows * cols; i += groups.x * ${GROUP_SIZE}u) {`,
    '    let row = i / cols;',
    '    let col = i % cols;',
    ...indented([...values.lines, ...named], 4),
    '  }',
    '}',
  ].join('\n');
}

function folding(
  per: Fold['per'],
  folds: readonly { readonly fold: Fold; readonly wgsl: string }[],
  values: Expressions,
  result: (i: number) => string,
): string {
  const named = folds.map(({ fold }) => values.of(fold.halves[0]));
  const joined = (i: number, x: string, y: string): string =>
    folds[i].fold.fold === 'sum' ? `${x} + ${y}` : `max(${x}, ${y})`;
  const start = folds.map(({ fold }, i) => {
    const from = fold.fold === 'sum' ? '0.0' : `bitcast<f32>(given[${GIVEN.lowest}])`;
    return `var total${i}: f32 = ${from};`;
  });
  const each = [
    ...values.lines,
    ...named.map((value, i) => `total${i} = ${joined(i, `total${i}`, value)};`),
  ];
  /** Brings what the invocations have together in a tree, down to `least` of them. */
  const tree = (i: number, least: number): string[] => [
    `shared_totals[own] = total${i};`,
    'workgroupBarrier();',
    `for (var half = ${GROUP_SIZE / 2}u; half >= ${least}u; half /= 2u) {`,
    '  if (own < half) {',
    `    shared_totals[own] = ${joined(i, 'shared_totals[own]', 'shared_totals[own + half]')};`,
    '  }',
    '  workgroupBarrier();',
    '}',
  ];
  const line = { all: '', row: 'row', col: 'col' }[per];
  const deliver = (i: number, condition: string, to: string, count: string): string[] => [
    `if (${condition}) {`,
    '  let total = shared_totals[own];',
    ...(count === '' ? [] : [`  let count = f32(${count});`]),
    `  arena[${result(i)} + ${to}] = ${count === '' ? 'total' : folds[i].wgsl};`,
    '}',
    'workgroupBarrier();',
  ];
  const all = folds.flatMap((_, i) => [...tree(i, 1), ...deliver(i, 'own == 0u', 'group.x', '')]);
  const rows = folds.flatMap((_, i) => [...tree(i, 1), ...deliver(i, 'own == 0u', line, 'cols')]);
  const cols = folds.flatMap((_, i) => [
    ...tree(i, TILE),
    ...deliver(i, `own < ${TILE}u && col < cols`, line, 'rows'),
  ]);
  const over = {
    all: [
      ...start,
      `for (var i = group.x * ${GROUP_SIZE}u + own; i < rows * cols; i += groups.x * ${GROUP_SIZE}u) {`,
      '  let row = i / cols;',
      '  let col = i % cols;',
      ...indented(each, 2),
      '}',
      ...all,
    ],
    row: [
      'for (var row = group.x; row < rows; row += groups.x) {',
      ...indented(start, 2),
      `  for (var col = own; col < cols; col += ${GROUP_SIZE}u) {`,
      '    let i = row * cols + col;',
      ...indented(each, 4),
      '  }',
      ...indented(rows, 2),
      '}',
    ],
    col: [
      `for (var tile = group.x; tile * ${TILE}u < cols; tile += groups.x) {`,
      `  let col = tile * ${TILE}u + own % ${TILE}u;`,
      ...indented(start, 2),
      '  if (col < cols) {',
      `    for (var row = own / ${TILE}u; row < rows; row += ${GROUP_SIZE / TILE}u) {`,
      '      let i = row * cols + col;',
      ...indented(each, 6),
      '    }',
      '  }',
      ...indented(cols, 2),
      '}',
    ],
  }[per];
  const shared = `var<workgroup> shared_totals: array<f32, ${GROUP_SIZE}>;`;
  return [shared, '', MAIN, ...indented(over, 2), '}'].join('\n');
}
