/** Programs in normal form: simplified, compared and recognised. */
export { dataFlowHash, hashesOf, type Hashes } from './hashes';
export { createRecognizer, describeRecognition, type Recognition } from './recognize';
export type { Step } from './derivation';
export { simplest, type Simplest } from './simplest';
export { normalForm, simplify, type Simplified } from './simplify';
