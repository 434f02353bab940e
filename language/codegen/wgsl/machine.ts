/** One call of a shader. */
export interface Dispatch {
  /** The shader's text; those that are equal are compiled once. */
  readonly shader: string;
  /** What it finds in `given`. */
  readonly given: Uint32Array;
  readonly workgroups: number;
}

/** What shaders run on: a device that holds one buffer of float32 numbers, the arena. */
export interface ShaderMachine {
  /** Compiles shaders, so that they are there when they are called. Throws a sentence where the device refuses one. */
  compile(shaders: readonly string[]): Promise<void>;
  /** Queues calls, one after the other, behind all that was queued before. */
  run(dispatches: readonly Dispatch[]): void;
  /** So many numbers from there on, as they are after all that was queued. */
  read(at: number, count: number): Promise<Float32Array>;
  /** Queues a change of the arena. */
  write(at: number, values: Float32Array): void;
  dispose(): void;
}
