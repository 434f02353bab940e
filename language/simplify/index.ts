/** Programs in normal form: simplified, compared and recognised. */
export { dataFlowHash, hashesOf, type Hashes } from './hashes';
export { createRecognizer, describeRecognition, type Recognition } from './recognize';
export { normalForm, simplify, type Simplified, type Step } from './simplify';
