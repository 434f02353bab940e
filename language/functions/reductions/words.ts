import type { KernelFold } from '../lanes';
import type { Rules } from '../rules';

/** What is said of a reduction in the function table. */
export interface Words extends Rules {
  readonly kernel?: KernelFold;
  readonly name: string;
  readonly summary: string;
  readonly formula: string;
  readonly edge?: string;
  readonly hero?: boolean;
}
