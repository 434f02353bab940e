/** What is said of a hyperparameter that is set outside the range that its program declares. */
import { formatSetting } from './words';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const isOutside = (value: number, { low, high }: Bounds): boolean =>
  value < low || value > high;

/** `lr is set outside the range from 1e-5 to 0.1 that adamw declares` */
export const outsideWords = (name: string, program: string, { low, high }: Bounds): string =>
  `${name} is set outside the range from ${formatSetting(low)} to ${formatSetting(high)} that ${program} declares`;
