/** A small assembler for WebAssembly: what compilers of ours write their modules with. */
export { Code, type Local } from './code';
export { compileModule, createMemory, instantiate, PAGE, type Memory, type Module } from './engine';
export { ModuleBuilder } from './module';
export { hasRelaxed } from './relaxed';
export { LANE, LANE_MEMORY, MEMORY, OP, VECTOR, VECTOR_MEMORY, type ValueType } from './opcodes';
