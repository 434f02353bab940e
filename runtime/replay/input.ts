import { ROLES, type ParameterInfo, type Role } from '../../language';
import { nearest } from '../../language';

/** A parameter with its first value, row-major. */
export interface ReplayParameter extends ParameterInfo {
  readonly value: readonly number[];
}

/** Recorded gradients, and what an optimizer is told while it follows them. */
export interface ReplayInput {
  readonly parameters: readonly ReplayParameter[];
  /** [step][parameter][row-major] */
  readonly gradients: readonly (readonly (readonly number[])[])[];
  /** One learning rate per step; null: the program's default throughout. */
  readonly lr: readonly number[] | null;
  readonly hyper: Readonly<Record<string, number>>;
  readonly totalSteps: number;
  /** The loss at each step; null where none was recorded. */
  readonly losses: readonly number[] | null;
}

/** What is wrong with a recording or the wish to replay it, in one sentence. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

const FIELDS = ['parameters', 'gradients', 'lr', 'hyper', 'totalSteps', 'losses'];
const PARAMETER_FIELDS = ['name', 'shape', 'role', 'value'];
const NON_FINITE: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

type Fields = Record<string, unknown>;

/** Reads a recording; throws a ReplayError that names the file, the field and the index. */
export function parseReplayInput(text: string, fileName: string): ReplayInput {
  const fail: Fail = (where, what) => {
    throw new ReplayError(`${fileName}: ${where} ${what}${/[?]$/.test(what) ? '' : '.'}`);
  };
  const root = fieldsOf(parseJson(text, fileName), 'the recording', FIELDS, fail);
  const parameters = listOf(root.parameters, '"parameters"', fail).map((parameter, p) =>
    readParameter(parameter, `parameters[${p}]`, fail),
  );
  if (parameters.length === 0) fail('"parameters"', 'is empty; give at least one tensor');
  const gradients = listOf(root.gradients, '"gradients"', fail).map((step, s) =>
    readGradients(step, `gradients[${s}]`, parameters, fail),
  );
  const steps = gradients.length;
  const totalSteps = root.totalSteps ?? steps;
  if (!Number.isInteger(totalSteps) || (totalSteps as number) < steps) {
    fail('"totalSteps"', `must be a whole number, at least the ${steps} steps of "gradients"`);
  }
  return {
    parameters,
    gradients,
    lr: root.lr === undefined ? null : readRates(root.lr, steps, fail),
    hyper: readHyper(root.hyper ?? {}, fail),
    totalSteps: totalSteps as number,
    losses:
      root.losses === undefined
        ? null
        : numbersOf(root.losses, '"losses"', steps, 'one loss per step', fail),
  };
}

type Fail = (where: string, what: string) => never;

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const hint = /[[,:]\s*-?(NaN|Infinity)\b/.test(text)
      ? 'JSON has no NaN and no Infinity; write "NaN", "Infinity" or "-Infinity" as strings'
      : (error as Error).message.replace(/\.$/, '');
    throw new ReplayError(`${fileName} is not valid JSON: ${hint}.`);
  }
}

function fieldsOf(value: unknown, where: string, known: readonly string[], fail: Fail): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(where, 'must be a JSON object');
  }
  // What other tools add is let be; only what looks like a slip of the pen is not.
  for (const key of Object.keys(value as Fields)) {
    const meant = known.includes(key) ? null : nearest(key, known);
    if (meant) fail(where, `has a field "${key}"; did you mean "${meant}"?`);
  }
  return value as Fields;
}

function listOf(value: unknown, where: string, fail: Fail): readonly unknown[] {
  if (value === undefined) fail(where, 'is missing');
  if (!Array.isArray(value)) fail(where, 'must be a list');
  return value as readonly unknown[];
}

function readParameter(given: unknown, where: string, fail: Fail): ReplayParameter {
  const { name, shape, role, value } = fieldsOf(given, where, PARAMETER_FIELDS, fail);
  if (typeof name !== 'string' || name === '') fail(`${where}.name`, 'must be a text');
  const sizes = listOf(shape, `${where}.shape`, fail);
  if (!sizes.every((size) => Number.isInteger(size) && (size as number) > 0)) {
    fail(`${where}.shape`, 'must be a list of whole numbers above zero');
  }
  if (role !== undefined && !(ROLES as readonly unknown[]).includes(role)) {
    fail(`${where}.role`, `must be one of ${ROLES.join(', ')}`);
  }
  const numel = (sizes as number[]).reduce((product, size) => product * size, 1);
  const why = `row-major, for the shape [${sizes.join(', ')}]`;
  return {
    name: name as string,
    shape: sizes as number[],
    role: (role as Role | undefined) ?? usualRole(sizes.length),
    value: numbersOf(value, `${where}.value`, numel, why, fail),
  };
}

/** What a tensor of that rank most often is for. */
function usualRole(ndim: number): Role {
  if (ndim < 2) return 'vector';
  return ndim === 2 ? 'matrix' : 'conv';
}

function readGradients(
  step: unknown,
  where: string,
  parameters: readonly ReplayParameter[],
  fail: Fail,
): number[][] {
  const tensors = listOf(step, where, fail);
  if (tensors.length !== parameters.length) {
    fail(
      where,
      `must hold ${count(parameters.length, 'list')}, one per parameter, and holds ${tensors.length}`,
    );
  }
  return tensors.map((tensor, p) => {
    const { name, shape, value } = parameters[p];
    const why = `row-major, for "${name}" of shape [${shape.join(', ')}]`;
    return numbersOf(tensor, `${where}[${p}]`, value.length, why, fail);
  });
}

function readRates(lr: unknown, steps: number, fail: Fail): number[] {
  if (typeof lr === 'number') return Array<number>(steps).fill(lr);
  if (!Array.isArray(lr)) fail('"lr"', 'must be a number, or a list with one number per step');
  return numbersOf(lr, '"lr"', steps, 'one learning rate per step', fail);
}

function readHyper(hyper: unknown, fail: Fail): Record<string, number> {
  if (typeof hyper !== 'object' || hyper === null || Array.isArray(hyper)) {
    fail('"hyper"', 'must be a JSON object of numbers');
  }
  return Object.fromEntries(
    Object.entries(hyper as Fields).map(([name, value]) => {
      if (typeof value !== 'number') fail(`hyper.${name}`, 'must be a number');
      return [name, value as number];
    }),
  );
}

/** A flat list of so many numbers; `why` says what it counts. */
function numbersOf(
  given: unknown,
  where: string,
  length: number,
  why: string,
  fail: Fail,
): number[] {
  const list = listOf(given, where, fail);
  const nested = list.findIndex(Array.isArray);
  if (nested >= 0) fail(where, `must be flat: ${count(length, 'number')}, ${why}`);
  if (list.length !== length) {
    fail(where, `must hold ${count(length, 'number')}, ${why}, and holds ${list.length}`);
  }
  return list.map((item, i) => {
    if (typeof item === 'number') return item;
    if (NON_FINITE.includes(item)) return Number(item);
    return fail(`${where}[${i}]`, `must be a number, and is ${JSON.stringify(item)}`);
  });
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
