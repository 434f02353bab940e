import { switchesOf, type Run } from './runs';

/**
 * What a run was told beside what every run is: hyperparameters, flags and choices, or all that another program says.
 */
export function settingsOf(run: Run): Readonly<Record<string, string | number | boolean | null>> {
  const { hyper, switches, program } = run.spec;
  const settings = run.log?.config ?? run.resolved?.hyper ?? hyper;
  return switches || program.decided ? { ...settings, ...switchesOf(run.spec) } : settings;
}
