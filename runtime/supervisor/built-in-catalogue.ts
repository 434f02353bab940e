import { analyze } from '../../language';
import { chooseBackend } from '../backends/choose';
import { packagesOf } from '../backends/packages';
import { listBackends } from '../backends/table';
import { planSweep, sweepName } from '../sweep/plan';
import { tunablesOf } from '../sweep/space';
import { findTask, TASKS } from '../tasks/registry';
import type { Catalogue } from './catalogue';
import { findProblem } from './validate';

/** The tasks and backends that come with Optiscope. */
export const builtInCatalogue: Catalogue = {
  tasks: () => TASKS.map(({ load: _, ...info }) => info),
  backends: async () => ({
    backends: await listBackends(),
    auto: await chooseBackend('auto', 0),
  }),
  packagesOf,
  problem: (spec) => findProblem(spec, analyze, findTask),
  tunables: tunablesOf,
  planSweep: ({ runs, sweep }) =>
    planSweep(runs, sweep, sweepName(runs[0]!.program.name, new Date())),
};
