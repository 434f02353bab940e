import type { Tensor } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-core';

/**
 * Operations that people are used to write behind a tensor, as in `x.relu()`. The core of TensorFlow.js has them as
 * functions only; its union package adds them to the tensors.
 */
const CHAINED =
  `abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchToSpaceND broadcastTo cast ceil
  clipByValue concat conv1d conv2d cos cosh cumprod cumsum depthToSpace depthwiseConv2d div divNoNan dot elu equal erf
  exp expandDims expm1 floor floorDiv gather greater greaterEqual isFinite isInf isNaN leakyRelu less lessEqual log
  log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min
  minimum mod mul neg norm notEqual oneHot onesLike pad pow prelu prod reciprocal relu relu6 reshape reverse round rsqrt
  selu sigmoid sign sin sinh slice softmax softplus split sqrt square squaredDifference squeeze stack step stridedSlice
  sub sum tan tanh tile topk transpose unique unstack variance where zerosLike`.split(/\s+/);

/** Gives the tensors of a copy of TensorFlow.js their operations, where it has not done so itself. */
export function chainOperations(tf: typeof tfjs): void {
  const functions = tf as unknown as Record<string, (...all: unknown[]) => unknown>;
  const prototype = tf.Tensor.prototype as unknown as Record<string, unknown>;
  for (const name of CHAINED)
    prototype[name] ??= function (this: Tensor, ...others: unknown[]) {
      return functions[name]!(this, ...others);
    };
  prototype['flatten'] ??= function (this: Tensor) {
    return tf.reshape(this, [this.size]);
  };
}
