import type { Finding, Lint } from '../lints/lint';
import type { Trial } from './trial';

/** Something that shows only when a program is run: on canned gradients, for a few or for a thousand steps. */
export interface Probe extends Pick<Lint, 'code' | 'why' | 'wrong' | 'right'> {
  readonly find: (trial: Trial) => Iterable<Finding>;
}
