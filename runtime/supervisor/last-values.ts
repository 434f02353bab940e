import type { Run } from '../protocol/runs';
import type { TrainerRows } from '../trainer/messages';

type Values = Pick<Run, 'metrics' | 'extremes'>;

/** What a run's metrics were last, and at their lowest and highest, after further rows. `tags`: those of its trainer. */
export function afterRows(
  { metrics, extremes }: Values,
  tags: readonly string[],
  rows: TrainerRows,
): Required<Values> {
  const last: Record<string, number | string> = { ...metrics };
  const found: Record<string, readonly [number, number]> = { ...extremes };
  for (let i = 0; i < rows.tags.length; i++) {
    const [tag, value] = [tags[rows.tags[i]!]!, rows.values[i]!];
    if (!Number.isFinite(value)) {
      last[tag] = String(value);
      continue;
    }
    last[tag] = value;
    const known = found[tag];
    if (known === undefined) found[tag] = [value, value];
    else if (value < known[0]) found[tag] = [value, known[1]];
    else if (value > known[1]) found[tag] = [known[0], value];
  }
  return { metrics: last, extremes: found };
}
