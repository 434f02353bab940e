import type { FunctionEntry } from '../entry';
import { overLines } from './lines';
import { overModel } from './model';
import { overTensors } from './tensor';

/** From a tensor, a row, a column or all parameters to one number. */
export const reductions: readonly FunctionEntry[] = [...overTensors, ...overModel, ...overLines];
