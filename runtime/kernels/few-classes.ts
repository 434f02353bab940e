import {
  KernelGraph,
  kernelMath,
  LANE_MEMORY,
  PACE,
  Values,
  VECTOR,
  VECTOR_MEMORY,
  type FunctionCode,
  type KernelNode,
  type Lanes,
  type Local,
} from '../../language';
import type { PlacedTensor } from '../graph/lowering';
import { sizeOf } from '../graph/shapes';
import { FLOAT } from './addresses';
import { exp } from './float32-math';
import { LANES } from './lanes';
import { advance, repeat } from './loops';

/** Up to so many classes four examples are worked on at once, each in a lane; with more, one after the other. */
export const FEW_CLASSES = 4;

/** −ln softmax(logits)[label], one for each row; NaN for a label that there is not. */
export function writeCrossEntropyOfFew(
  code: FunctionCode,
  logits: PlacedTensor,
  labels: PlacedTensor,
  into: number,
): void {
  const rows = new RowsAtOnce(code, logits, labels);
  const { narrow, columns, greatest, total } = rows;
  const chosen = columns.reduce<Lanes>(
    (before, x, column) => narrow.select(rows.isLabel(column), x, before),
    narrow.constant(NaN),
  );
  const whole = narrow.add(narrow.wide([total], kernelMath.log), greatest);
  rows.write([{ value: narrow.subtract(whole, chosen), address: into, apart: 1 }]);
}

/** (softmax(logits) − one-hot(label)) · upstream. */
export function writeCrossEntropyGradientOfFew(
  code: FunctionCode,
  upstream: PlacedTensor,
  logits: PlacedTensor,
  labels: PlacedTensor,
  into: number,
): void {
  const rows = new RowsAtOnce(code, logits, labels);
  const { narrow, powers, total } = rows;
  const arriving = rows.numbers(upstream.address, 1);
  const factor = narrow.divide(arriving, total);
  rows.write(
    powers.map((power, column) => ({
      value: narrow.subtract(
        narrow.multiply(power, factor),
        narrow.where(rows.isLabel(column), arriving),
      ),
      address: into + FLOAT * column,
      apart: powers.length,
    })),
  );
}

/** What becomes of four rows: their numbers lie so far apart, from the first row's address on. */
interface Result {
  readonly value: Lanes;
  readonly address: number;
  readonly apart: number;
}

/** Four rows of logits at a time, with eˣ⁻ᵐ, m the greatest of the row, and their sum. */
class RowsAtOnce {
  private readonly graph = new KernelGraph();
  readonly narrow = this.graph.narrow;
  readonly columns: readonly Lanes[];
  readonly greatest: Lanes;
  readonly powers: readonly Lanes[];
  readonly total: Lanes;
  private readonly labels: Lanes;
  private readonly sources: ((count: number) => void)[] = [];
  private readonly rows: number;
  private readonly classes: number;
  /** How far the rows have come in a tensor with one number a row, and in the logits, in bytes. */
  private readonly line: Local;
  private readonly at: Local;

  constructor(
    private readonly code: FunctionCode,
    logits: PlacedTensor,
    labels: PlacedTensor,
  ) {
    const { narrow } = this;
    this.classes = logits.shape.at(-1)!;
    this.rows = sizeOf(labels.shape);
    this.line = code.local('i32');
    this.at = code.local('i32');
    this.columns = Array.from({ length: this.classes }, (_, column) =>
      this.numbers(logits.address + FLOAT * column, this.classes),
    );
    this.greatest = this.columns.reduce((a, b) => narrow.max(a, b));
    this.powers = this.columns.map((x) => exp(narrow, narrow.subtract(x, this.greatest)));
    this.total = this.powers.reduce((a, b) => narrow.add(a, b));
    this.labels = this.source((count) => {
      this.gather(labels.address, 1, count);
      code.vector(VECTOR.f32x4_convert_i32x4_s);
    });
  }

  /** A number of each row, which lie so far apart. */
  numbers(address: number, apart: number): Lanes {
    return this.source((count) => this.gather(address, apart, count));
  }

  isLabel(column: number): Lanes {
    return this.narrow.equal(this.labels, this.narrow.constant(column));
  }

  write(results: readonly Result[]): void {
    const { code, rows } = this;
    let count = LANES;
    const values = new Values(code, {
      load: (source) => this.sources[source]!(count),
      argument: () => undefined,
      imported: () => 0,
    });
    results.forEach(({ value }) => values.count(value as KernelNode));
    values.settle(PACE.kernel);
    const result = code.local('v128');
    const some = (): void => {
      for (const { value, address, apart } of results) {
        values.emit(value as KernelNode);
        code.set(result);
        this.scatter(result, address, apart, count);
      }
      values.forget(PACE.block);
      advance(code, this.line, FLOAT * count);
      advance(code, this.at, FLOAT * count * this.classes);
    };
    for (const local of [this.line, this.at]) {
      code.i32(0);
      code.set(local);
    }
    if (rows >= LANES) repeat(code, Math.floor(rows / LANES), some);
    count = rows % LANES;
    if (count > 0) some();
  }

  private source(load: (count: number) => void): Lanes {
    return this.graph.load(this.sources.push(load) - 1, PACE.block);
  }

  /** Leaves a number of each of the first rows. */
  private gather(address: number, apart: number, count: number): void {
    const { code } = this;
    const base = apart === 1 ? this.line : this.at;
    if (apart === 1 && count === LANES) {
      code.get(base);
      code.vectorMemory(VECTOR_MEMORY.v128_load, address);
      return;
    }
    for (let row = 0; row < count; row++) code.get(base);
    code.vectorMemory(VECTOR_MEMORY.v128_load32_zero, address);
    for (let row = 1; row < count; row++)
      code.laneMemory(LANE_MEMORY.v128_load32_lane, address + FLOAT * apart * row, row);
  }

  private scatter(result: Local, address: number, apart: number, count: number): void {
    const { code } = this;
    const base = apart === 1 ? this.line : this.at;
    if (apart === 1 && count === LANES) {
      code.get(base);
      code.get(result);
      code.vectorMemory(VECTOR_MEMORY.v128_store, address);
      return;
    }
    for (let row = 0; row < count; row++) {
      code.get(base);
      code.get(result);
      code.laneMemory(LANE_MEMORY.v128_store32_lane, address + FLOAT * apart * row, row);
    }
  }
}
