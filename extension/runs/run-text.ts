import { runName, settingsInForce, switchesOf, type Run } from '../../runtime/protocol/runs';
import { runTitle } from './words';

/**
 * A run as text, to be held against another: what it was asked to do and where, then its program. One fact a line, in
 * an order that does not depend on the run; numbers in full, since what differs in the seventh digit differs.
 */
export function runText(run: Run): string {
  const { spec, resolved } = run;
  const settings: [string, unknown][] = [
    ['model', resolved?.model ?? spec.model],
    ['steps', resolved?.steps ?? spec.steps],
    ['batch', resolved?.batch ?? spec.batch],
    ['seed', spec.seed],
    ['schedule', spec.schedule],
    ['warmup', spec.warmup],
    ['sweep', spec.sweep ?? null],
    ['forked from', spec.forkOf ? `${spec.forkOf.run}@${spec.forkOf.step}` : null],
    ...Object.entries({
      ...(resolved ? settingsInForce(run) : { lr: spec.lr, ...spec.hyper }),
      ...switchesOf(spec),
    }).sort(byName),
  ];
  const task: [string, unknown][] = [
    ['task', spec.task],
    ['data', spec.data],
    ['target', spec.target],
    ['missing', spec.missing],
    ['data hash', resolved?.dataHash ?? null],
  ];
  const environment: [string, unknown][] = [
    ['backend', resolved?.backend ?? spec.backend],
    ['git commit', run.gitCommit],
    ...Object.entries(resolved?.versions ?? {}).sort(byName),
  ];
  return [
    ...section('Run', [
      ['name', runName(run)],
      ['what', runTitle(run)],
    ]),
    ...section('Settings', settings),
    ...section('Task', task),
    ...section('Environment', environment),
    ...(run.log ? section('Logged', Object.entries(run.log.config).sort(byName)) : []),
    `# Program: ${spec.program.name}`,
    '',
    spec.program.text,
  ].join('\n');
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

const section = (title: string, facts: readonly (readonly [string, unknown])[]): string[] => [
  `# ${title}`,
  ...facts.map(([name, value]) => `${name}: ${value === null ? '–' : String(value)}`),
  '',
];
