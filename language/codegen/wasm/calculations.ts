import { drawAt, unrounded, type Moment } from '../../interpret/evaluate';
import type { Calculation, Numbers } from './numbers';
import type { Placed } from './places';
import { resultOf } from './workings';

/** Prepares a statement of model extent: a number in float64. */
export function planHost(placed: Placed, numbers: Numbers, moment: () => Moment): () => void {
  const { statement, entry } = placed;
  const { meaning } = entry;
  if (meaning.per === 'random') {
    const site = numbers.placeOf(statement.args.at(-1)!, 0);
    const place = numbers.placeOf(resultOf(placed), 0);
    return () => {
      const draw = drawAt(moment(), numbers.values[site], 0);
      numbers.values[place] = meaning.of(draw, 1)[0];
    };
  }
  if (meaning.per !== 'element') throw new Error(`${statement.fn} does not go by numbers.`);
  const calculation = numbers.plan(
    { of: meaning.of, round: unrounded },
    statement.args,
    resultOf(placed),
    0,
    () => false,
  );
  return () => numbers.calculate(calculation);
}

/** Prepares what a statement gives for one tensor as a whole, element by element or from one number: a float32. */
export function planScalar(
  placed: Placed,
  tensor: number,
  numbers: Numbers,
  moment: () => Moment,
): () => void {
  const { statement, entry } = placed;
  const { meaning, signature } = entry;
  const plan = (of: Calculation['of']): (() => void) => {
    const calculation = numbers.plan(
      { of, round: Math.fround },
      statement.args,
      resultOf(placed),
      tensor,
      (argument) => !signature.arguments[argument].exact,
    );
    return () => numbers.calculate(calculation);
  };
  if (meaning.per === 'element') return plan(meaning.of);
  if (meaning.per === 'tensor')
    return plan((round, ...args) => round(meaning.of(...args.map((x) => [x]))));
  if (meaning.per === 'random') {
    const site = numbers.placeOf(statement.args.at(-1)!, tensor);
    const place = numbers.placeOf(resultOf(placed), tensor);
    return () => {
      const draw = drawAt(moment(), numbers.values[site], tensor);
      numbers.values[place] = Math.fround(meaning.of(draw, 1)[0]);
    };
  }
  throw new Error(`${statement.fn} does not give one number for a tensor.`);
}
