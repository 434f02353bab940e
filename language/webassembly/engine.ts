/** The part of JavaScript's WebAssembly interface that we use; not every environment's types declare it. */
interface Engine {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum?: number }) => Memory;
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
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const PAGE = 65536;

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/** New memory of at least so many bytes. Throws a RangeError where the machine has not that much. */
export const createMemory = (bytes: number): Memory =>
  new engine.Memory({ initial: Math.ceil(bytes / PAGE) });

/** Compiles a module and gives what it exports. */
export const instantiate = (
  bytes: Uint8Array,
  imports: Imports = {},
): Readonly<Record<string, unknown>> =>
  new engine.Instance(new engine.Module(bytes), imports).exports;
