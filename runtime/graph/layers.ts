/** What models are made of beyond single operations: common compositions of them. */
import type { Value } from './builder';
import type { Mode } from './graph';
import { add } from './operations/add';
import { dropoutMask } from './operations/dropout-mask';
import { matmul } from './operations/matmul';
import { mean } from './operations/mean';
import { multiply } from './operations/multiply';
import { normalize } from './operations/normalize';
import { reshape } from './operations/reshape';
import { slice } from './operations/slice';

/** x · weights + bias over the last axis: x [..., in], weights [in, out], bias [out]. */
export const dense = (x: Value, weights: Value, bias: Value): Value =>
  add(matmul(x, weights), bias);

/** Normalisation over the last axis, then a gain and a bias for each place of it. */
export const layerNorm = (x: Value, gain: Value, bias: Value): Value =>
  add(multiply(normalize(x), gain), bias);

/** In train mode, zeroes each element with probability `rate` and scales up the others. */
export const dropout = (x: Value, rate: number, mode: Mode): Value =>
  mode === 'evaluate' || rate === 0 ? x : multiply(x, dropoutMask(x.builder, x.shape, rate));

/** Means of squares of `size` × `size` pixels, side by side; a rest at the border is left out. x: NHWC. */
export const averagePool = (x: Value, size: number): Value => {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const rows = Math.floor(height / size);
  const columns = Math.floor(width / size);
  const whole =
    rows * size === height && columns * size === width
      ? x
      : slice(x, [0, 0, 0, 0], [batch, rows * size, columns * size, channels]);
  const acrossRows = mean(reshape(whole, [batch * rows, size, columns * size * channels]), {
    axes: [1],
  });
  const acrossColumns = mean(reshape(acrossRows, [batch * rows * columns, size, channels]), {
    axes: [1],
  });
  return reshape(acrossColumns, [batch, rows, columns, channels]);
};
