/** What tests of other folders may use of the language's own. */
export { disagreement, staysOrdinary } from './agreement';
export type { Allowance } from './agreement';
export { ELEMENTWISE, meaningOf, programCalling } from './elementwise';
export { inputsFor } from './random-inputs';
export type { Given } from './random-inputs';
export { randomProgram } from './random-programs';
