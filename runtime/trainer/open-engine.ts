import type { Program } from '../../language';
import { BackendError, type LoadedBackend } from '../backends/backend';
import { isOnTfjs } from '../backends/on-tfjs';
import type { Engine } from '../engines/engine';
import { tfjsEngineOf } from '../engines/tfjs/engine';
import { inPlaceEngine } from '../engines/tfjs/in-place-engine';
import { moduleModel } from '../engines/tfjs/module-model';
import type { Parameter } from '../graph/graph';
import type { RunSpec } from '../protocol/runs';
import type { TaskInstance, TfjsTask } from '../tasks/task';

/** An engine at its first step, with what it trains. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly parameters: readonly Parameter[];
}

/** Makes the engine for a task on a backend that is up. Throws an Error with a sentence. */
export async function openEngine(
  backend: LoadedBackend,
  task: TaskInstance | TfjsTask,
  program: Program,
  { seed, relaxedSimd = false }: Pick<RunSpec, 'seed' | 'relaxedSimd'>,
  threads = 1,
): Promise<OpenedEngine> {
  if ('tfjs' in task) {
    if (!isOnTfjs(backend))
      throw new BackendError(
        `A model that is written in TensorFlow.js cannot train on ${backend.name}.`,
      );
    const { tf } = backend;
    await import('../engines/tfjs/gradients');
    const model = await moduleModel(tf, task.tfjs);
    const make = backend.name === 'tfjs-wasm' ? inPlaceEngine : tfjsEngineOf;
    return { engine: make(tf, model, { program, seed }), parameters: model.parameters };
  }
  const engine = await backend.createEngine({
    // The very function: by it engines know that they train the same model, and share what they compile.
    graph: task.graph,
    program,
    seed,
    relaxed: relaxedSimd,
    threads,
  });
  return { engine, parameters: task.graph(1, 'evaluate').parameters };
}
