import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_FOLDER } from '../../runtime/store/layout';
import { EventFileReader } from '../../runtime/store/event-file-reader';
import type { SeriesPoints } from '../pages/panel';

/** All scalars that a run's event files hold, by tag, in the order in which they stand there. */
export async function recordedSeries(
  workspace: string,
  run: string,
): Promise<Map<string, SeriesPoints>> {
  const folder = join(workspace, STORE_FOLDER, run);
  const series = new Map<string, { steps: number[]; values: number[] }>();
  const files = readdirSync(folder).filter((name) => name.startsWith('events.out.tfevents.'));
  for (const name of files.sort()) {
    const reader = new EventFileReader(join(folder, name));
    for await (const events of reader.readMore())
      for (const { step, scalars } of events)
        for (const { tag, value } of scalars) {
          const points = series.get(tag) ?? { steps: [], values: [] };
          points.steps.push(step);
          points.values.push(value);
          series.set(tag, points);
        }
    if (reader.problem !== null) throw new Error(reader.problem);
  }
  return series;
}
