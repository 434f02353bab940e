import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventFileReader } from '../store/event-file-reader';
import type { TensorBoardEvent } from '../store/tfevents';
import type { RunSeries } from './series';

/** Appends what has been added to an event file since it was last read; other work gets its turn in between. */
export async function loadEvents(series: RunSeries, file: EventFileReader): Promise<void> {
  for await (const events of file.readMore()) {
    appendEvents(series, events);
    await nextTurn();
  }
}

function appendEvents(series: RunSeries, events: readonly TensorBoardEvent[]): void {
  const tags: number[] = [];
  const steps: number[] = [];
  const wallTimes: number[] = [];
  const values: number[] = [];
  for (const event of events) {
    for (const { tag, value } of event.scalars) {
      tags.push(series.tagIndex(tag));
      steps.push(event.step);
      wallTimes.push(event.wallTime);
      values.push(value);
    }
  }
  if (tags.length > 0) series.append({ tags, steps, wallTimes, values });
}
