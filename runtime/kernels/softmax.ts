import {
  kernelMath,
  LANE,
  MEMORY,
  OP,
  type FunctionCode,
  type Lanes,
  type Local,
} from '../../language';
import type { PlacedTensor } from '../graph/lowering';
import { sizeOf } from '../graph/shapes';
import { FEW_CLASSES, writeCrossEntropyGradientOfFew, writeCrossEntropyOfFew } from './few-classes';
import { exp } from './float32-math';
import { Rows } from './rows';

/** What softmax, its logarithm and its cross-entropy share: eˣ⁻ᵐ with m the greatest of the row, and their sum. */
class Exponentials {
  readonly rows: Rows;
  readonly given: Lanes;
  readonly greatest: Local;
  readonly total: Local;
  readonly shifted: Lanes;
  readonly power: Lanes;
  /** ln of the sum. */
  readonly logTotal: Lanes;

  constructor(code: FunctionCode, { address, shape }: PlacedTensor) {
    const width = shape.at(-1)!;
    this.rows = new Rows(code, sizeOf(shape) / width, width);
    const { narrow } = this.rows;
    this.given = this.rows.numbers(address);
    this.greatest = this.rows.hold();
    this.total = this.rows.hold();
    this.shifted = narrow.subtract(this.given, this.rows.held(this.greatest));
    this.power = exp(narrow, this.shifted);
    this.logTotal = narrow.wide([this.rows.held(this.total)], kernelMath.log);
  }

  /** All that the methods here work out. */
  get drawn(): readonly Lanes[] {
    return [this.given, this.power];
  }

  findGreatest(): void {
    this.rows.fold('greatest', [[this.greatest, this.given]]);
  }

  /** Stores the powers, and keeps their sum. */
  store(into: number): void {
    this.findGreatest();
    this.rows.each(this.power, into, this.total);
  }

  sum(): void {
    this.findGreatest();
    this.rows.fold('sum', [[this.total, this.power]]);
  }
}

/** eˣ over the last axis, divided by its sum. */
export function writeSoftmax(code: FunctionCode, x: PlacedTensor, into: number): void {
  const exponentials = new Exponentials(code, x);
  const { rows, total } = exponentials;
  const { narrow } = rows;
  const inverse = rows.hold();
  const reciprocal = narrow.divide(narrow.constant(1), rows.held(total));
  const share = narrow.multiply(rows.numbers(into), rows.held(inverse));
  rows.write([...exponentials.drawn, reciprocal, share], () => {
    exponentials.store(into);
    rows.set(inverse, reciprocal);
    rows.each(share, into);
  });
}

/** x − ln Σ eˣ over the last axis. */
export function writeLogSoftmax(code: FunctionCode, x: PlacedTensor, into: number): void {
  const exponentials = new Exponentials(code, x);
  const { rows, shifted, logTotal } = exponentials;
  const log = rows.hold();
  const result = rows.narrow.subtract(shifted, rows.held(log));
  rows.write([...exponentials.drawn, logTotal, result], () => {
    exponentials.sum();
    rows.set(log, logTotal);
    rows.each(result, into);
  });
}

/** −ln softmax(logits)[label], one for each row; NaN for a label that there is not. */
export function writeCrossEntropy(
  code: FunctionCode,
  logits: PlacedTensor,
  labels: PlacedTensor,
  into: number,
): void {
  if (logits.shape.at(-1)! <= FEW_CLASSES)
    return writeCrossEntropyOfFew(code, logits, labels, into);
  const exponentials = new Exponentials(code, logits);
  const { rows, greatest, logTotal } = exponentials;
  const whole = rows.narrow.add(logTotal, rows.held(greatest));
  const place = code.local('i32');
  rows.write([...exponentials.drawn, whole], () => {
    exponentials.sum();
    code.get(rows.line);
    rows.emit(whole);
    code.lane(LANE.f32x4_extract, 0);
    findLabel(code, rows, labels, logits.shape.at(-1)!, place);
    code.if(
      'f32',
      () => {
        code.get(place);
        code.memory(MEMORY.f32_load, logits.address);
      },
      () => code.f32(NaN),
    );
    code.op(OP.f32_sub);
    code.memory(MEMORY.f32_store, into);
  });
}

/** (softmax(logits) − one-hot(label)) · upstream. */
export function writeCrossEntropyGradient(
  code: FunctionCode,
  upstream: PlacedTensor,
  logits: PlacedTensor,
  labels: PlacedTensor,
  into: number,
): void {
  if (logits.shape.at(-1)! <= FEW_CLASSES)
    return writeCrossEntropyGradientOfFew(code, upstream, logits, labels, into);
  const exponentials = new Exponentials(code, logits);
  const { rows, total } = exponentials;
  const { narrow } = rows;
  const factor = rows.hold();
  const scaled = narrow.divide(rows.ofRow(upstream.address), rows.held(total));
  const share = narrow.multiply(rows.numbers(into), rows.held(factor));
  const place = code.local('i32');
  rows.write([...exponentials.drawn, scaled, share], () => {
    exponentials.store(into);
    rows.set(factor, scaled);
    rows.each(share, into);
    findLabel(code, rows, labels, logits.shape.at(-1)!, place);
    code.if(null, () => {
      code.get(place);
      code.get(place);
      code.memory(MEMORY.f32_load, into);
      code.get(rows.line);
      code.memory(MEMORY.f32_load, upstream.address);
      code.op(OP.f32_sub);
      code.memory(MEMORY.f32_store, into);
    });
  });
}

/** Leaves in `place` where in a tensor the number of the row's label stands, in bytes; on the stack, whether there is one. */
function findLabel(
  code: FunctionCode,
  rows: Rows,
  labels: PlacedTensor,
  classes: number,
  place: Local,
): void {
  const label = (): void => {
    code.get(rows.line);
    code.memory(MEMORY.i32_load, labels.address);
  };
  label();
  code.i32(2);
  code.op(OP.i32_shl);
  code.get(rows.at);
  code.op(OP.i32_add);
  code.set(place);
  label();
  code.i32(classes);
  code.op(OP.i32_lt_u);
}
