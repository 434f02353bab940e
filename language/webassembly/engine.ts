/** The part of JavaScript's WebAssembly interface that we use; not every environment's types declare it. */
interface Engine {
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Imports,
  ) => {
    readonly exports: Readonly<Record<string, unknown>>;
  };
}

/** Linear memory, in pages of 64 KiB. */
export interface Memory {
  /** A SharedArrayBuffer where several threads use it. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const PAGE = 65536;

/** The most that memory can have, in pages. */
export const MOST_PAGES = 65536;

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/**
 * New memory of at least so many bytes. Throws a RangeError where the machine has not that much.
 *
 * @param shared for several threads at once, whose modules must import it as such
 */
export const createMemory = (bytes: number, shared = false): Memory => {
  const initial = Math.ceil(bytes / PAGE);
  return new engine.Memory(shared ? { initial, maximum: MOST_PAGES, shared } : { initial });
};

/** Machine code, or what will become it: for any number of memories. */
export type Module = object;

export const compileModule = (bytes: Uint8Array): Module => new engine.Module(bytes);

/** Gives what a module, or one that is compiled from these bytes, exports. */
export const instantiate = (
  module: Uint8Array | Module,
  imports: Imports = {},
): Readonly<Record<string, unknown>> => {
  const compiled = module instanceof Uint8Array ? compileModule(module) : module;
  return new engine.Instance(compiled, imports).exports;
};
