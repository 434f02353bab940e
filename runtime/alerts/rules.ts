import type { AlertKind } from '../protocol/alerts';
import { deadUnits } from './dead-units';
import { divergence } from './divergence';
import { explodingGradients } from './exploding-gradients';
import { notFinite } from './not-finite';
import { plateau } from './plateau';
import type { Rule } from './rule';
import { updateRatio } from './update-ratio';
import { vanishingGradients } from './vanishing-gradients';

/** All of them, what is plainest first: of several findings in one row, the first may say what others would. */
export const RULES: readonly Rule[] = [
  notFinite,
  divergence,
  explodingGradients,
  deadUnits,
  vanishingGradients,
  updateRatio,
  plateau,
];

/** What need not be said any more after a kind of alert: it is another sight of the same fault. */
export const SAID_BY: Readonly<Record<AlertKind, readonly AlertKind[]>> = {
  'not-finite': [
    'divergence',
    'exploding-gradients',
    'dead-units',
    'vanishing-gradients',
    'update-ratio',
    'plateau',
  ],
  divergence: ['exploding-gradients', 'update-ratio', 'plateau'],
  'exploding-gradients': ['update-ratio'],
  'dead-units': ['vanishing-gradients', 'update-ratio', 'plateau'],
  'vanishing-gradients': ['update-ratio', 'plateau'],
  'update-ratio': ['plateau'],
  plateau: [],
};
