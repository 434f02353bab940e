import { basename } from 'node:path';
import { readTable, type Column, type Table } from '../data/csv-table';
import { makeFeatures, standard } from '../data/features';
import { dataHash } from '../data/hash';
import { permutation, draws } from '../data/sampling';
import { gather } from './batching';
import { nearest } from '../../language';
import { rowsOf, supervised, type Examples, type Goal } from './supervised';
import { DataError, type Task } from './task';

const HELD_OUT = 0.2;
const MIN_ROWS = 10;
/** Whole numbers with so few values, each in several rows, are taken as classes. */
const MAX_NUMBER_CLASSES = 10;
const MIN_ROWS_A_CLASS = 5;
/** Names in a sentence; a wide table has more. */
const NAMES_SHOWN = 12;

/** What to learn: rows with a target, and the target as class or number. */
interface Target {
  readonly goal: Goal;
  /** A class or a number a row; only rows in `rows` count. */
  readonly values: Float64Array;
  /** Rows that have a target. */
  readonly rows: Uint32Array;
}

function targetColumn(table: Table, target: string | null): Column {
  const names = table.columns.map((column) => column.name);
  const list = names.slice(0, NAMES_SHOWN).join(', ') + (names.length > NAMES_SHOWN ? ', …' : '');
  if (target === null)
    throw new DataError(`The task table needs --target COLUMN. ${table.file} has ${list}.`);
  const found = table.columns.find((column) => column.name === target);
  if (found !== undefined) return found;
  const close = nearest(target, names);
  throw new DataError(
    `${table.file} has no column "${target}". ` +
      (close === null ? `It has ${list}.` : `Did you mean ${close}?`),
  );
}

function readTarget(table: Table, column: Column): Target {
  const isPresent =
    column.kind === 'number'
      ? (row: number) => !Number.isNaN(column.values[row]!)
      : (row: number) => column.values[row] !== null;
  const rows = Uint32Array.from({ length: table.rowCount }, (_, row) => row).filter(isPresent);
  if (rows.length < MIN_ROWS)
    throw new DataError(
      `${table.file} has ${rows.length} rows with a value of ${column.name}; at least ${MIN_ROWS} are needed.`,
    );
  const values: readonly (string | number | null)[] = Array.from<string | number | null>(
    column.values,
  );
  const distinct = new Set<string | number>(Array.from(rows, (row) => values[row]!));
  if (distinct.size === 1)
    throw new DataError(
      `${table.file}: column ${column.name} is the same in every row. Choose another --target.`,
    );
  if (column.kind === 'number' && !looksLikeClasses(distinct as Set<number>, rows.length))
    return { goal: { kind: 'value' }, values: column.values, rows };
  if (distinct.size > rows.length / 2)
    throw new DataError(
      `${table.file}: column ${column.name} has ${distinct.size} different texts in ${rows.length} rows, ` +
        'too many for classes. Choose another --target.',
    );
  const classes = [...distinct].sort((a, b) => (a < b ? -1 : 1));
  const classOf = new Map(classes.map((value, i) => [value as string | number | null, i]));
  return {
    goal: { kind: 'classes', count: classes.length },
    values: Float64Array.from(values, (value) => classOf.get(value) ?? NaN),
    rows,
  };
}

const looksLikeClasses = (distinct: ReadonlySet<number>, rowCount: number): boolean =>
  distinct.size <= Math.min(MAX_NUMBER_CLASSES, rowCount / MIN_ROWS_A_CLASS) &&
  [...distinct].every(Number.isInteger);

/** Targets as the loss takes them: class numbers, or values standardised by the training rows. */
function encodeTargets(
  { goal, values }: Target,
  trainRows: Uint32Array,
): Int32Array | Float32Array {
  if (goal.kind === 'classes') return Int32Array.from(values);
  const { mean, std } = standard(values, trainRows);
  return Float32Array.from(values, (value) => (value - mean) / std);
}

export const table: Task = {
  name: 'table',
  title: 'Table',
  description: 'Predict one column of a CSV file from the others: a class or a number.',
  data: 'file',
  needsTarget: true,
  models: ['mlp'],
  split: 'a fifth of the rows, chosen by the seed, is held out',
  metric: { tag: 'val/loss', better: 'lower' },
  defaults: { steps: 1000, batch: 32 },
  async load(options, files) {
    if (options.data === null)
      throw new DataError('The task table needs --data FILE, a CSV file with a header.');
    if (await files.isFolder(options.data))
      throw new DataError(`${options.data} is a folder. Give --data one CSV file.`);
    const bytes = await files.read(options.data);
    const found = readTable(
      new TextDecoder().decode(bytes),
      basename(options.data),
      options.missing,
    );
    const column = targetColumn(found, options.target);
    const target = readTarget(found, column);

    const order = gather(
      Int32Array.from(target.rows),
      1,
      permutation(target.rows.length, draws(options.seed, 'table split')),
    );
    const heldOut = Math.round(order.length * HELD_OUT);
    const validationRows = Uint32Array.from(order.subarray(0, heldOut)).sort();
    const trainRows = Uint32Array.from(order.subarray(heldOut)).sort();
    const others = found.columns.filter((other) => other !== column);
    const features = makeFeatures(others, found.rowCount, trainRows);
    if (features.size === 0)
      throw new DataError(`${found.file} has no column besides ${column.name} to learn from.`);
    const targets = encodeTargets(target, trainRows);
    const examplesOf = (rows: Uint32Array): Examples => ({
      count: rows.length,
      inputs: rowsOf(gather(features.values, features.size, rows), features.size),
      targets: gather(targets, 1, rows),
    });
    const without = found.rowCount - target.rows.length;
    return supervised({
      task: table,
      options,
      input: { kind: 'features', size: features.size },
      goal: target.goal,
      train: examplesOf(trainRows),
      validation: examplesOf(validationRows),
      description:
        `${trainRows.length} rows of ${found.file}, ${validationRows.length} held out; ${column.name} ` +
        (target.goal.kind === 'classes' ? `in ${target.goal.count} classes` : 'as a number') +
        ` from ${features.size} features.` +
        (without > 0
          ? ` ${without} ${without === 1 ? 'row' : 'rows'} without ${column.name} left out.`
          : ''),
      dataHash: dataHash([bytes, column.name, options.missing ?? '']),
    });
  },
};
