import type { Initializer } from '../graph/graph';

/** For weights before a rectifier: keeps the variance of activations (He et al., 2015). */
export const he = (fanIn: number): Initializer => ({ kind: 'normal', std: Math.sqrt(2 / fanIn) });

/** For weights before anything that is linear around 0: keeps the variance (LeCun et al., 1998). */
export const lecun = (fanIn: number): Initializer => ({
  kind: 'normal',
  std: Math.sqrt(1 / fanIn),
});

/** Between the variances that activations and gradients ask for (Glorot and Bengio, 2010). */
export const glorot = (fanIn: number, fanOut: number): Initializer => ({
  kind: 'uniform',
  limit: Math.sqrt(6 / (fanIn + fanOut)),
});

export const zeros: Initializer = { kind: 'zeros' };

export const ones: Initializer = { kind: 'constant', value: 1 };
