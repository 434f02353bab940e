import { findWatched, type Program } from '../../language';
import type { Engine } from '../engines/engine';
import type { RunSpec } from '../protocol/runs';
import type { TaskInstance } from '../tasks/task';
import type { StepObserver } from '../training/loop';
import { Looking } from '../training/looking';
import { Observing } from '../training/observing';
import { firstNonFinite, OriginSearch, type Origin } from '../training/origin';
import { layoutOf, originIn } from './layout';
import type { FromTrainer } from './messages';

export interface WatchingOptions {
  readonly program: Program;
  readonly spec: RunSpec;
  /** Steps between two logged ones. */
  readonly logEvery: number;
  readonly parameters: readonly { readonly name: string }[];
  readonly engine: Engine;
  /** Another engine of the same kind, at its beginning. */
  readonly twin: () => Promise<Engine>;
  readonly task: Pick<TaskInstance, 'trainBatch'>;
}

/** Watches a run's statements: tells their figures while somebody wants them, and finds what is not finite first. */
export interface Watching extends StepObserver {
  /** Whether somebody wants figures. */
  want(wanted: boolean): void;
}

/** Starts to watch; null for an engine that cannot be observed. */
export async function startWatching(
  { program, spec, logEvery, parameters, engine, twin, task }: WatchingOptions,
  post: (message: FromTrainer) => void,
): Promise<Watching | null> {
  if (!engine.isObservable) return null;
  const layout = layoutOf(program, spec, parameters);
  const now = (): number => performance.now();
  const observing = new Observing(
    findWatched(program),
    (every, figures) => post({ kind: 'observed', every, figures }),
    now,
  );
  const batchOf = (step: number) => task.trainBatch(step).batch;
  const search = new OriginSearch({ engine, twin, batchOf, now });
  await search.begin();
  post({ kind: 'statements', layout });
  const looking = engine.isRepeatable ? new Looking(logEvery) : null;
  /** What was seen first, where steps since the last state that was kept do not show it again. */
  let seen: Origin | null = null;
  return {
    want: (wanted) => observing.want(wanted),
    isDue: (step) => observing.isDue(step) || looking?.isDue(step) === true,
    made: async (request, took, statements) => {
      const { step } = request;
      observing.made(step, took, statements);
      looking?.made(took, statements !== null);
      const odd = looking && statements ? firstNonFinite(statements) : null;
      if (odd) seen ??= { step, ...odd };
      await search.made(request, odd === null);
      return odd !== null;
    },
    origin: async () => {
      const found = (await search.find()) ?? seen;
      return found === null || found === 'model' ? null : originIn(layout, found);
    },
  };
}
