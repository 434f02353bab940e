import type { Run } from '../../runtime/protocol/runs';
import type { PanelModel } from '../panel-model';
import { metricOf } from '../series/x-axis';
import { runLabels } from './describe';

/** Runs that are named one by one. */
const MOST_NAMES = 3;

/** Which shown runs have no place on the x-axis and why, as a sentence; null where all have one. */
export function leftOutWords(model: PanelModel): string | null {
  const { shownRuns, loading } = model;
  const metric = metricOf(model.view.axis);
  const isOut = ({ id }: Run): boolean => (model.series(id, metric!)?.length ?? 0) === 0;
  // What is still being read may log it yet.
  if (metric !== null && loading) return null;
  const out = shownRuns.filter((run) => (metric === null ? model.scale(run) === null : isOut(run)));
  if (out.length === 0) return null;
  const labels = runLabels(shownRuns);
  const names = out.slice(0, MOST_NAMES).map(({ id }) => labels.get(id)!);
  if (out.length > MOST_NAMES) names.push(`${out.length - MOST_NAMES} more`);
  const who = new Intl.ListFormat('en').format(names);
  const one = out.length === 1;
  return metric === null
    ? `${who} ${one ? 'is' : 'are'} left out: the record does not say how long ${one ? 'its' : 'their'} epochs are.`
    : `${who} ${one ? 'is' : 'are'} left out, having no ${metric}.`;
}
