import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { TensorFacts, TfjsReduction, TfjsWriter } from '../../functions/entry';
import { drawAt, onModel, type Given, type Moment } from '../../interpret/evaluate';
import { scalarMatrix, shapeOf, type Matrix } from '../../interpret/matrix';
import type { Extent, Operand } from '../../ir/program';
import type { Plan, PlannedStatement } from './plan';

/** Where a body takes what it does not work out itself. */
export interface Sources {
  /** The number behind an operand of model extent; null for any other. */
  readonly number: (operand: Given) => number | null;
  /** The [rows, cols] tensor behind any other operand; it stays its owner's. */
  readonly tensor: (operand: Given, t: number) => Tensor;
  readonly moment: Moment;
  /** Asks the model at other weights; the gradients become the asker's. */
  readonly pass: (points: readonly Tensor2D[]) => Promise<Pass>;
}

/** What a pass through the model gives. */
export interface Pass {
  readonly loss: number;
  readonly gradients: readonly Tensor2D[];
}

/** A result: one number, or a tensor per parameter, owned by whoever asked for the run. */
export type Result = number | readonly Tensor2D[];

/** How large something is for one tensor. */
export interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** How a result is wanted. */
export interface Wanted {
  readonly extent: Extent;
  /** Null for a tensor that has no use for it, which gets a single 0. */
  readonly shape: (t: number) => Shape | null;
}

type Value = Tensor | number;

/**
 * Carries a planned body out. Host numbers are float64; device values are float32. Per phase: the host's
 * statements, then tensor by tensor the device's, then one read-back for all reductions together, then the passes,
 * then the decompositions.
 *
 * @param wanted each result
 */
export async function runBody(
  tf: typeof tfjs,
  plan: Plan,
  tensors: readonly TensorFacts[],
  sources: Sources,
  wanted: readonly Wanted[],
): Promise<Result[]> {
  const numbers = new Map<number, number>();
  const carried = tensors.map(() => new Map<number, Value>());
  /** Carried tensors that are results: from then on whoever asked for the run owns them. */
  const handedOver = new Set<Tensor>();

  const hostNumber = (operand: Operand): number => {
    switch (operand.from) {
      case 'statement':
        return numbers.get(operand.id) ?? plan.fixed.get(operand.id)?.[0] ?? 0;
      case 'literal':
        return Number(operand.value);
      case 'string':
        return 0;
      default:
        return sources.number(operand)!;
    }
  };

  /** A value for one tensor; of a branch that was not taken, 0. */
  const valueFor = (operand: Operand, t: number, local: ReadonlyMap<number, Value>): Value => {
    if (operand.from === 'literal' || operand.from === 'string') return hostNumber(operand);
    if (operand.from !== 'statement') return sources.number(operand) ?? sources.tensor(operand, t);
    return (
      plan.fixed.get(operand.id)?.[t] ??
      numbers.get(operand.id) ??
      local.get(operand.id) ??
      carried[t].get(operand.id) ??
      0
    );
  };

  const runHost = ({ statement, entry }: PlannedStatement): void => {
    // A condition per tensor holds for some and not for others: the number is worked out for those.
    const perTensor = statement.guard?.from === 'statement' && !numbers.has(statement.guard.id);
    const taken = !statement.guard || perTensor || hostNumber(statement.guard) !== 0;
    const { meaning } = entry;
    if (meaning.per === 'random') {
      const draw = drawAt(sources.moment, hostNumber(statement.args.at(-1)!), 0);
      numbers.set(statement.id, meaning.of(draw, 1)[0]);
      return;
    }
    const args = taken ? statement.args.map(hostNumber) : null;
    numbers.set(statement.id, args ? onModel(meaning, args) : 0);
  };

  const runDevice = (
    { statement, entry }: PlannedStatement,
    t: number,
    local: Map<number, Value>,
  ): void => {
    const read = (operand: Operand): Value => valueFor(operand, t, local);
    if (statement.guard && read(statement.guard) === 0) return;
    const shape = shapeOf(statement.type.extent, tensors[t]);
    if (statement.fn === 'choose') {
      const condition = read(statement.args[0]);
      if (typeof condition === 'number') {
        const side = read(statement.args[condition !== 0 ? 1 : 2]);
        local.set(statement.id, fit(tf, side, shape, statement.type.kind));
        return;
      }
    }
    const { meaning } = entry;
    if (meaning.per === 'random') {
      const draw = drawAt(sources.moment, hostNumber(statement.args.at(-1)!), t);
      const drawn = Float32Array.from(meaning.of(draw, shape.rows * shape.cols));
      local.set(statement.id, tf.tensor2d(drawn, [shape.rows, shape.cols]));
      return;
    }
    const exact = entry.signature.arguments.map((argument) => argument.exact === true);
    const args = statement.args.map((operand, i) => {
      const value = read(operand);
      return typeof value === 'number' && !exact[i] ? Math.fround(value) : value;
    });
    const onHost = meaning.per === 'element' && args.every((arg) => typeof arg === 'number');
    const value = onHost
      ? meaning.of(Math.fround, ...(args as number[]))
      : (entry.tfjs as TfjsWriter)(tf, args);
    local.set(statement.id, value);
  };

  /** The numbers that one tensor contributes to a reduction, each of one element. */
  const partialsOf = (
    { statement, entry }: PlannedStatement,
    t: number,
    local: ReadonlyMap<number, Value>,
  ): Tensor[] => {
    const args = statement.args.map((operand) => valueFor(operand, t, local));
    const guard = statement.guard ? valueFor(statement.guard, t, local) : 1;
    const partials = (entry.tfjs as TfjsReduction)
      .partials(tf, args)
      .map((partial) => tf.reshape(partial, [1]));
    if (typeof guard === 'number') {
      return guard !== 0 ? partials : partials.map((partial) => tf.zerosLike(partial));
    }
    return partials.map((partial) =>
      tf.where(tf.reshape(guard, [1]), partial, tf.zerosLike(partial)),
    );
  };

  /** Works out one tensor's part of a phase; gives what its reductions contribute. */
  const runTensor = (phase: readonly PlannedStatement[], t: number): Tensor[] => {
    return tf.tidy(() => {
      const local = new Map<number, Value>();
      const contributions: Tensor[] = [];
      for (const planned of phase) {
        if (planned.place === 'reduction') contributions.push(...partialsOf(planned, t, local));
        if (planned.place !== 'device' || !planned.needed[t]) continue;
        runDevice(planned, t, local);
        const value = local.get(planned.statement.id);
        if (!planned.carried || value === undefined) continue;
        // A choice may be another's tensor; any other value is new. Copies cost: WASM clones for real.
        const own = isTensor(value) && statementIsChoice(planned) ? value.clone() : value;
        const outliving = isTensor(own) ? tf.keep(own) : own;
        carried[t].set(planned.statement.id, outliving);
      }
      return contributions;
    });
  };

  const readBack = async (
    reductions: readonly PlannedStatement[],
    partials: readonly Tensor[][],
  ): Promise<void> => {
    const together = tf.tidy(() => tf.concat(partials.flat() as tfjs.Tensor1D[]));
    tf.dispose(partials.flat());
    const values = await together.data();
    together.dispose();
    const perTensor = partials[0].length;
    let offset = 0;
    for (const { statement, entry } of reductions) {
      const { combine } = entry.tfjs as TfjsReduction;
      const columns = Array.from({ length: combine.length }, (_, column) =>
        partials.map((_, t) => values[t * perTensor + offset + column]),
      );
      offset += columns.length;
      numbers.set(statement.id, combine(...columns));
    }
  };

  /** The weights at which a statement asks the model; a tensor that its branch leaves out stays at `w`. */
  const pointsOf = ({ statement, needed }: PlannedStatement): Tensor2D[] =>
    tensors.map((facts, t) =>
      tf.tidy(() => {
        const none = new Map<number, Value>();
        const shape = shapeOf('elem', facts);
        const w = sources.tensor({ from: 'input', name: 'w' }, t) as Tensor2D;
        const guard = statement.guard ? valueFor(statement.guard, t, none) : 1;
        if (!needed[t] || guard === 0) return w.clone() as Tensor2D;
        const point = asTensor(tf, valueFor(statement.args[0], t, none), shape, 'num');
        if (typeof guard === 'number') return point.clone() as Tensor2D;
        return tf.where(tf.broadcastTo(guard, w.shape), point, w) as Tensor2D;
      }),
    );

  /** Makes the passes of a phase; statements that ask at the same weights share one. */
  const runPasses = async (phase: readonly PlannedStatement[]): Promise<void> => {
    const asking = new Map<string, PlannedStatement[]>();
    for (const planned of phase) {
      const { args, guard } = planned.statement;
      // Under a condition for the whole model no tensor stays behind.
      const perTensor = guard?.from === 'statement' && !numbers.has(guard.id);
      const key = JSON.stringify([args[0], perTensor ? guard : null]);
      asking.set(key, [...(asking.get(key) ?? []), planned]);
    }
    for (const statements of asking.values()) {
      const points = pointsOf(statements[0]);
      const { loss, gradients } = await sources.pass(points).finally(() => tf.dispose(points));
      for (const { statement, entry } of statements) {
        if (entry.meaning.per === 'pass' && entry.meaning.gives === 'loss')
          numbers.set(statement.id, loss);
        else gradients.forEach((g, t) => carried[t].set(statement.id, g.clone()));
      }
      tf.dispose([...gradients]);
    }
  };

  /** Works a decomposition out for each tensor that needs it, on the host. */
  const runDecomposition = async ({
    statement,
    entry,
    needed,
  }: PlannedStatement): Promise<void> => {
    const { meaning } = entry;
    if (meaning.per !== 'matrix') return;
    const none = new Map<number, Value>();
    for (const t of tensors.keys()) {
      const guard = statement.guard ? valueFor(statement.guard, t, none) : 1;
      if (!needed[t] || guard === 0) continue;
      const given = statement.args.map((operand) => valueFor(operand, t, none));
      const matrix = meaning.of(Math.fround, ...(await Promise.all(given.map(readMatrix))));
      const result = tf.tensor2d(Float32Array.from(matrix.data), [matrix.rows, matrix.cols]);
      carried[t].set(statement.id, result);
    }
  };

  const isLeftOut = ({ statement }: PlannedStatement): boolean =>
    statement.guard !== null && numbers.get(guardId(statement.guard)) === 0;

  try {
    for (const phase of plan.phases) {
      const asked = phase.filter((planned) => planned.needed.includes(true));
      asked.filter((planned) => planned.place === 'host').forEach(runHost);
      const reductions = asked.filter(
        (planned) => planned.place === 'reduction' && !isLeftOut(planned),
      );
      const work = asked.filter(
        (planned) => planned.place === 'device' || reductions.includes(planned),
      );
      const partials = tensors.map((_, t) => runTensor(work, t));
      if (reductions.length > 0 && tensors.length > 0) await readBack(reductions, partials);
      const last = asked.filter((planned) => !isLeftOut(planned));
      await runPasses(last.filter(({ place }) => place === 'pass'));
      for (const planned of last.filter(({ place }) => place === 'decomposition'))
        await runDecomposition(planned);
    }
    return plan.body.results.map((operand, i) => {
      if (wanted[i].extent === 'model') return hostNumber(operand);
      return tensors.map((_, t) => {
        const shape = wanted[i].shape(t);
        if (shape === null) return tf.zeros([1, 1]);
        const value = valueFor(operand, t, new Map());
        const mine = operand.from === 'statement' && isTensor(value) && !handedOver.has(value);
        if (mine && value.dtype === 'float32' && hasShape(value, shape)) {
          handedOver.add(value);
          return value as Tensor2D;
        }
        return tf.tidy(
          () => tf.cast(asTensor(tf, value, shape, 'num'), 'float32').clone() as Tensor2D,
        );
      });
    });
  } finally {
    for (const values of carried) {
      tf.dispose([...values.values()].filter(isTensor).filter((value) => !handedOver.has(value)));
    }
  }
}

async function readMatrix(value: Value): Promise<Matrix> {
  if (typeof value === 'number') return scalarMatrix(Math.fround(value));
  const [rows, cols] = value.shape;
  return { rows, cols, data: Float64Array.from(await value.data()) };
}

const isTensor = (value: Value): value is Tensor => typeof value !== 'number';

const guardId = (guard: Operand): number => (guard.from === 'statement' ? guard.id : -1);

const statementIsChoice = ({ statement }: PlannedStatement): boolean => statement.fn === 'choose';

const hasShape = (tensor: Tensor, { rows, cols }: Shape): boolean =>
  tensor.shape[0] === rows && tensor.shape[1] === cols;

/** A value repeated into a shape; a single number may stay one. */
function fit(tf: typeof tfjs, value: Value, shape: Shape, kind: 'num' | 'bool'): Value {
  const single = shape.rows === 1 && shape.cols === 1;
  return typeof value === 'number' && single ? value : asTensor(tf, value, shape, kind);
}

function asTensor(
  tf: typeof tfjs,
  value: Value,
  { rows, cols }: Shape,
  kind: 'num' | 'bool',
): Tensor {
  if (typeof value === 'number') {
    return tf.fill([rows, cols], value, kind === 'bool' ? 'bool' : 'float32');
  }
  return hasShape(value, { rows, cols }) ? value : tf.broadcastTo(value, [rows, cols]);
}
