import type { FunctionCode, Lanes, Local } from '../../language';
import type { PlacedTensor } from '../graph/lowering';
import { sizeOf } from '../graph/shapes';
import { Rows } from './rows';

/** (x − mean) / √(variance + epsilon) over the last axis. */
export function writeNormalize(
  code: FunctionCode,
  x: PlacedTensor,
  epsilon: number,
  into: number,
): void {
  const spread = new Spread(code, x, epsilon);
  const { rows, centred, factor } = spread;
  const result = rows.narrow.multiply(centred, rows.held(factor));
  rows.write([...spread.drawn, result], () => {
    rows.fold('sum', [[spread.mean, spread.given]]);
    spread.findFactor();
    rows.each(result, into);
  });
}

/** The gradient by x: what of `upstream` changes neither mean nor variance, divided by √(variance + epsilon). */
export function writeNormalizeGradient(
  code: FunctionCode,
  { upstream, x, result }: Readonly<Record<'upstream' | 'x' | 'result', PlacedTensor>>,
  epsilon: number,
  into: number,
): void {
  const spread = new Spread(code, x, epsilon);
  const { rows, factor } = spread;
  const { narrow } = rows;
  const [g, y] = [rows.numbers(upstream.address), rows.numbers(result.address)];
  const product = narrow.multiply(g, y);
  const [level, along] = [rows.hold(), rows.hold()];
  const means = [level, along].map((sum) => spread.meanOf(sum));
  const beside = narrow.subtract(
    narrow.subtract(g, rows.held(level)),
    narrow.multiply(y, rows.held(along)),
  );
  const gradient = narrow.multiply(beside, rows.held(factor));
  rows.write([...spread.drawn, g, product, ...means, gradient], () => {
    rows.fold('sum', [
      [spread.mean, spread.given],
      [level, g],
      [along, product],
    ]);
    [level, along].forEach((sum, i) => rows.set(sum, means[i]!));
    spread.findFactor();
    rows.each(gradient, into);
  });
}

/** Mean and variance of a tensor's rows. */
class Spread {
  readonly rows: Rows;
  readonly given: Lanes;
  /** First the sum, from `findFactor` on the mean. */
  readonly mean: Local;
  /** From `findFactor` on 1 / √(variance + epsilon). */
  readonly factor: Local;
  readonly centred: Lanes;
  private readonly square: Lanes;
  private readonly inverse: Lanes;
  private readonly meanNumber: Lanes;
  private readonly width: number;

  constructor(code: FunctionCode, { address, shape }: PlacedTensor, epsilon: number) {
    this.width = shape.at(-1)!;
    this.rows = new Rows(code, sizeOf(shape) / this.width, this.width);
    const { rows } = this;
    const { narrow } = rows;
    this.given = rows.numbers(address);
    [this.mean, this.factor] = [rows.hold(), rows.hold()];
    this.meanNumber = this.meanOf(this.mean);
    this.centred = narrow.subtract(this.given, rows.held(this.mean));
    this.square = narrow.multiply(this.centred, this.centred);
    const variance = this.meanOf(this.factor);
    const deviation = narrow.sqrt(narrow.add(variance, narrow.constant(epsilon)));
    this.inverse = narrow.divide(narrow.constant(1), deviation);
  }

  /** Of a row, from its sum. */
  meanOf(sum: Local): Lanes {
    const { narrow } = this.rows;
    return narrow.multiply(this.rows.held(sum), narrow.constant(1 / this.width));
  }

  /** All that the methods here work out. */
  get drawn(): readonly Lanes[] {
    return [this.given, this.meanNumber, this.square, this.inverse];
  }

  /** From the row's sum. */
  findFactor(): void {
    const { rows } = this;
    rows.set(this.mean, this.meanNumber);
    rows.fold('sum', [[this.factor, this.square]]);
    rows.set(this.factor, this.inverse);
  }
}
