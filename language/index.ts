/**
 * The optimizer language's door: everything that other folders may use of it.
 *
 * The language is pure: no files, no editor, no training, no clock.
 */
export type { Diagnostic, Fix, Severity, Span } from './diagnostics';
export type {
  Body,
  Extent,
  Hyper,
  HyperScale,
  InputName,
  Operand,
  Program,
  Slot,
  Statement,
  ValueType,
} from './ir/program';
export { ROLES } from './parameters';
export type { ParameterInfo, Role, StepContext } from './parameters';
export { findFunction, FUNCTIONS } from './functions';
export type { FunctionEntry, TensorFacts } from './functions/entry';
