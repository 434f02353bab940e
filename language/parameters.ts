/** What a parameter tensor is for; a program may ask for it with `role(w)`. */
export type Role = 'matrix' | 'embedding' | 'output' | 'conv' | 'vector' | 'norm' | 'bias';

export const ROLES: readonly Role[] = [
  'matrix',
  'embedding',
  'output',
  'conv',
  'vector',
  'norm',
  'bias',
];

/** One tensor of a model's parameters. */
export interface ParameterInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role;
}

/** What the runtime knows at one step, apart from weights and gradients. */
export interface StepContext {
  /** 1 at the first step. */
  readonly step: number;
  readonly totalSteps: number;
  /** The scheduled learning rate of this step. */
  readonly lr: number;
  readonly lrPeak: number;
  /** The mean loss of this batch, at `w`. */
  readonly loss: number;
  /** True at the last step of an epoch. */
  readonly epochEnd: boolean;
  /** A value for every hyperparameter of the program but `lr`. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Decides what the program draws at random; left out: 0. */
  readonly seed?: number;
}
