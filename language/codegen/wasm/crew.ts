import type { Memory, Module } from '../../webassembly';

/** A call of a function that a module exports, with a number. */
export interface Call {
  readonly name: string;
  readonly argument: number;
}

/** Calls that may be made at the same time: none reads or writes what another one writes. */
export type Stage = readonly Call[];

/** Threads that work on one memory. */
export interface Crew {
  /** How many there are, the caller's included. */
  readonly size: number;
  /**
   * Gives a function that makes the calls of these stages, one stage after the other, and comes back when all are made.
   * It throws what broke off in any of them.
   *
   * @param module imports the memory, as shared, and nothing else
   */
  prepare(module: Module, memory: Memory, stages: readonly Stage[]): () => void;
}
