import type { Engine } from '../../engine';
import type { WorkerCrew } from './crew';

/** An engine whose graphs and program a crew works on: each step and evaluation alone or together, whatever is faster. */
export const withCrew = (engine: Engine, crew: WorkerCrew): Engine => ({
  ...engine,
  // All of the work is done before the promise is there.
  trainStep: (request) => crew.timed(`train ${request.batchSize}`, () => engine.trainStep(request)),
  evaluate: (batch, size) => crew.timed(`evaluate ${size}`, () => engine.evaluate(batch, size)),
  dispose() {
    engine.dispose();
    crew.dispose();
  },
});
