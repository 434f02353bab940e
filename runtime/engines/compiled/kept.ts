import type { EngineOptions } from '../engine';
import { putToWork, writeGraph, type CompiledGraph, type GraphInMemory } from './compile';
import type { WrittenGraph } from './compile';
import { reserveAgain } from './layout';
import type { Workspace } from './workspace';

/** A graph at work, with what it was made with. */
interface Ready<T> {
  readonly graph: CompiledGraph;
  readonly made: T;
}

interface Kept {
  readonly written: WrittenGraph;
  readonly made: unknown;
}

/** Modules of one model that are kept; beyond that the oldest goes. */
const MOST = 16;

const models = new WeakMap<EngineOptions['graph'], Map<string, Kept>>();

/**
 * Compiles one of a model's graphs, or takes it over from an engine that had the same model and whose memory was laid out
 * alike: one program after the other trains it, and most of them need the same.
 *
 * @param which tells the model's graphs apart
 */
export function compileOnce<T extends GraphInMemory>(
  model: EngineOptions['graph'],
  which: string,
  workspace: Workspace,
  make: () => T,
): Ready<T> {
  const known = models.get(model) ?? new Map<string, Kept>();
  models.set(model, known);
  const key = `${which} ${workspace.state}`;
  const before = known.get(key);
  if (before) {
    reserveAgain(before.written.layout, workspace);
    return { graph: putToWork(before.written, workspace), made: before.made as T };
  }
  const made = make();
  const written = writeGraph(made, workspace);
  if (known.size === MOST) known.delete(known.keys().next().value!);
  known.set(key, { written, made });
  return { graph: putToWork(written, workspace), made };
}
