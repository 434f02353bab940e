import type { Engine, EngineOptions } from '../engines/engine';
import type { BackendName } from '../protocol/runs';

/** A backend that is up. */
export interface LoadedBackend {
  readonly name: BackendName;
  /** Puts a model and its optimizer program to work. Throws a sentence where they do not fit into its memory. */
  createEngine(options: EngineOptions): Promise<Engine>;
  /** Versions of the packages behind it, for `run.json`. */
  readonly versions: Readonly<Record<string, string>>;
  /** What computes, in words: "SwiftShader driver 5.0.0 (software)". Empty where there is nothing to add. */
  readonly device: string;
  /** True where the device is a software imitation of a GPU, which is slower than plain WASM. */
  readonly software: boolean;
  dispose(): void;
}

/** Whether a backend could be used here, and what to do where not. */
export interface Availability {
  readonly available: boolean;
  readonly detail: string;
  /** Packages that would have to be installed first. */
  readonly missing?: readonly string[];
}

/** One way to compute; open.ts starts it. */
export interface Backend {
  readonly name: BackendName;
  /** What it is, in a few words. */
  readonly title: string;
  /** True where its path could only be tested against a stand-in module. */
  readonly unverified: boolean;
  /** Used in its place when it fails to load. */
  readonly instead: BackendName | null;
  /** Says whether it is here, without starting it where that would cost much. */
  find(): Promise<Availability>;
}

/** Why a backend cannot be used, and what to do: one sentence. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/** The first line of what went wrong, without a stack trace. */
export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
