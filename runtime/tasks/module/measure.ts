import type { Sums, TaskData } from '../task';

/** Behind the name of what a module measures, of its sum over the examples of a batch. */
const SUM = '_sum';

export const sumOf = (name: string): string => `${name}${SUM}`;

/** Everything that a module measures, as `val/NAME`: the mean over all validation examples. */
export const moduleMeasure =
  (count: number): TaskData['measure'] =>
  (sums: Sums) =>
    Object.fromEntries(
      Object.entries(sums)
        .filter(([name]) => name.endsWith(SUM))
        .map(([name, sum]) => [`val/${name.slice(0, -SUM.length)}`, sum / count]),
    );
