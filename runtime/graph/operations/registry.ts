import type { Operation } from '../operation';
import { addOperation } from './add';
import { argmaxOperation } from './argmax';
import { broadcastToOperation } from './broadcast-to';
import { castOperation } from './cast';
import { causalMaskOperation } from './causal-mask';
import { concatOperation } from './concat';
import { constantOperation } from './constant';
import { conv2dFilterGradientOperation } from './conv2d-filter-gradient';
import { conv2dInputGradientOperation } from './conv2d-input-gradient';
import { conv2dOperation } from './conv2d';
import { divideOperation } from './divide';
import { dropoutMaskOperation } from './dropout-mask';
import { equalOperation } from './equal';
import { expOperation } from './exp';
import { fillOperation } from './fill';
import { gatherOperation } from './gather';
import { geluSlopeOperation } from './gelu-slope';
import { geluOperation } from './gelu';
import { logSoftmaxOperation } from './log-softmax';
import { logOperation } from './log';
import { matmulOperation } from './matmul';
import { maxPoolGradientOperation } from './max-pool-gradient';
import { maxPoolOperation } from './max-pool';
import { maximumOperation } from './maximum';
import { meanOperation } from './mean';
import { multiplyOperation } from './multiply';
import { negateOperation } from './negate';
import { normalizeGradientOperation } from './normalize-gradient';
import { normalizeOperation } from './normalize';
import { oneHotOperation } from './one-hot';
import { padOperation } from './pad';
import { reluOperation } from './relu';
import { reshapeOperation } from './reshape';
import { scatterAddOperation } from './scatter-add';
import { sigmoidOperation } from './sigmoid';
import { sliceOperation } from './slice';
import { softmaxCrossEntropyGradientOperation } from './softmax-cross-entropy-gradient';
import { softmaxCrossEntropyOperation } from './softmax-cross-entropy';
import { softmaxOperation } from './softmax';
import { sqrtOperation } from './sqrt';
import { squareOperation } from './square';
import { stepOperation } from './step';
import { subtractOperation } from './subtract';
import { sumOperation } from './sum';
import { tanhOperation } from './tanh';
import { transposeOperation } from './transpose';

const operations: readonly unknown[] = [
  addOperation,
  argmaxOperation,
  broadcastToOperation,
  castOperation,
  causalMaskOperation,
  concatOperation,
  constantOperation,
  conv2dFilterGradientOperation,
  conv2dInputGradientOperation,
  conv2dOperation,
  divideOperation,
  dropoutMaskOperation,
  equalOperation,
  expOperation,
  fillOperation,
  gatherOperation,
  geluSlopeOperation,
  geluOperation,
  logSoftmaxOperation,
  logOperation,
  matmulOperation,
  maxPoolGradientOperation,
  maxPoolOperation,
  maximumOperation,
  meanOperation,
  multiplyOperation,
  negateOperation,
  normalizeGradientOperation,
  normalizeOperation,
  oneHotOperation,
  padOperation,
  reluOperation,
  reshapeOperation,
  scatterAddOperation,
  sigmoidOperation,
  sliceOperation,
  softmaxCrossEntropyGradientOperation,
  softmaxCrossEntropyOperation,
  softmaxOperation,
  sqrtOperation,
  squareOperation,
  stepOperation,
  subtractOperation,
  sumOperation,
  tanhOperation,
  transposeOperation,
];

/** Every operation, by its name. Each takes its own attributes, which only its builder function knows. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  (operations as readonly Operation[]).map((operation) => [operation.name, operation]),
);

/** The operation of a node. Throws where a graph names one that there is not. */
export const operationNamed = (name: string): Operation => {
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw new Error(`There is no graph operation "${name}".`);
  return operation;
};
