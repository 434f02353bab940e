/**
 * The optimizer language's door: everything that other folders may use of it.
 *
 * The language is pure: no files, no editor, no training, no clock.
 */
export type { Diagnostic, Fix, Severity, Span } from './diagnostics';
export type {
  Body,
  EntryName,
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
export { findFunction, FUNCTIONS } from './functions';
export type { Argument, FunctionEntry, TensorFacts } from './functions/entry';
export { writtenArguments } from './functions';
export { philox, uniforms, type RandomStream } from './functions/random';
export { chain, chainedName, whyUntrainable, writtenName } from './ir/chain';
export type { Chained } from './ir/chain';
export { print } from './ir/print';
export type {
  ServerRequests,
  Simplification,
  SimplificationStep,
  Simplified,
  Size,
  Whole,
  WholeQuestion,
} from './requests';
export {
  createRecognizer,
  dataFlowHash,
  describeRecognition,
  hashesOf,
  simplest,
} from './simplify';
export type { Hashes, Recognition, Simplest, Step } from './simplify';
export { specialize } from './ir/specialize';
export { validate } from './ir/validate';
export { ROLES } from './parameters';
export type { ParameterInfo, Role, StepContext } from './parameters';
export { findCost } from './analysis/cost';
export type { Cost } from './analysis/cost';
export { findIntervals } from './analysis/intervals';
export { oncePer } from './analysis/once';
export { findUnits } from './analysis/units';
export { readParts } from './analysis/unread';
export { isPlain, showUnit } from './analysis/unit';
export type { Unit } from './analysis/unit';
export { EVERYTHING } from './functions/interval';
export type { Interval } from './functions/interval';
export { analyze } from './analyze';
export type { Analysis, Symbols } from './analyze';
export type { AnalyzeOptions } from './analyze';
export { LINTS } from './lints';
export { ADJUSTABLE } from './lints/settings';
export type { LintLevels } from './lints';
export type { Lint } from './lints/lint';
export { probe, PROBES } from './probes';
export type { Probe } from './probes';
export type { CheckOptions } from './check/check';
export type { ImportResolver } from './check/modules';
export type { Occurrence, ProgramSymbol, SymbolKind } from './check/symbols';
export { EXTENTS as SCOPES, SCALES as HYPER_SCALES, SIZES } from './check/declarations';
export { describeType } from './check/values';
export { readSwitches } from './check/switches';
export type { Switch } from './check/switches';
export { CODES } from './codes';
export type { Code, CodeName } from './codes';
export { nearest } from './check/suggest';
export { applyEdits, overlap } from './editing/edit';
export type { Edit } from './editing/edit';
export { formatEdits } from './editing/format-edits';
export {
  exportedSymbols,
  importedModules,
  importedNames,
  importOf,
  importPlaceAt,
} from './editing/imports';
export { isLibrary, shownDiagnostics } from './editing/library';
export type { ImportedName, ImportPlace } from './editing/imports';
export { placesOf, symbolAt } from './editing/places';
export { refactorings } from './editing/refactor';
export type { Refactoring } from './editing/refactor/refactoring';
export { simplifiedText } from './editing/simplified';
export { wholeText } from './editing/whole';
export { rename, renameable } from './editing/rename';
export type { Refusal } from './editing/rename';
export { referencePage } from './reference/page';
export { functionDoc, signatureText } from './reference/words';
export { format } from './syntax/format';
export { indexLines } from './syntax/lines';
export type { Lines, Position } from './syntax/lines';
export { parse } from './syntax/parser';
export type { Parsed } from './syntax/parser';
export type * from './syntax/tree';
export { childrenOf, pathTo, walk } from './syntax/walk';
export type { SyntaxNode } from './syntax/walk';
export { isName, KEYWORDS, RESERVED } from './syntax/words';
export { sizeHypers } from './ir/extent';
export type { Figures, Observation, ValueFigures } from './interpret/figures';
export { findWatched } from './ir/watched';
export type { Watched, WatchedValue } from './ir/watched';
export { createReferenceOptimizer } from './interpret/reference';
export type { Passes, Precision, ReferenceOptimizer } from './interpret/reference';
export type { SlotValues } from './interpret/slots';
export { createTfjsOptimizer } from './codegen/tfjs/optimizer';
export type { TfjsOptimizer, TfjsPasses } from './codegen/tfjs/optimizer';
export { createShaderOptimizer, planShaders } from './codegen/wgsl/optimizer';
export type { ShaderOptimizer, ShaderPlan } from './codegen/wgsl/optimizer';
export type { Dispatch, ShaderMachine } from './codegen/wgsl/machine';
export type { ShaderPasses } from './codegen/wgsl/passes';
export { createCompiledOptimizer } from './codegen/wasm/optimizer';
export type { CompiledOptimizer } from './codegen/wasm/optimizer';
export type { Call, Crew, Stage } from './codegen/wasm/crew';

/** What compilers of other folders write WebAssembly with. */
export { Arena } from './codegen/wasm/arena';
export { KernelGraph } from './codegen/wasm/graph';
export { PACE } from './codegen/wasm/nodes';
export type { Node as KernelNode, Pace } from './codegen/wasm/nodes';
export { OVERREACH } from './codegen/wasm/kernel';
export { Values } from './codegen/wasm/values';
export * as kernelMath from './functions/kernel-math';
export * as float32Math from './functions/float32-math';
export { inWide } from './functions/lanes';
export type { Lanes, Narrow, Wide } from './functions/lanes';
export {
  Code as FunctionCode,
  compileModule,
  hasRelaxed,
  instantiate,
  LANE,
  LANE_MEMORY,
  MEMORY,
  ModuleBuilder,
  OP,
  VECTOR,
  VECTOR_MEMORY,
} from './webassembly';
export type { Local, Memory, Module, ValueType as WasmType } from './webassembly';
