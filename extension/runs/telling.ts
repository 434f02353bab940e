import type { Run } from '../../runtime/protocol/runs';
import { settingsOf } from '../../runtime/protocol/settings';
import {
  formatClock,
  formatCount,
  formatNumber,
  formatSetting,
} from '../../runtime/protocol/words';
import { runTitle } from './words';

/** More than these few words no line has room for. */
const MOST = 3;

/**
 * What tells runs of one title apart, for each run that has such words: the settings in which they differ, `lr 3e-3 ·
 * beta1 0.95`, of many those that have the most values; runs that are still alike by when they were made.
 */
export function tellingWords(runs: readonly Run[]): ReadonlyMap<Run, string> {
  const telling = new Map<Run, string>();
  for (const alike of groups(runs, (run) => `${run.store}\n${runTitle(run)}`)) {
    if (alike.length < 2) continue;
    const differing = differingFacts(alike);
    const words = new Map(
      alike.map((run) => {
        const facts = factsOf(run);
        const own = differing.map((name) => facts.get(name) ?? '').filter((fact) => fact !== '');
        return [run, own.join(' · ')];
      }),
    );
    for (const twins of groups(alike, (run) => words.get(run)!))
      for (const run of twins) {
        const time = twins.length > 1 ? timeAmong(run, twins) : '';
        const all = [words.get(run)!, time].filter((word) => word !== '').join(' · ');
        if (all !== '') telling.set(run, all);
      }
  }
  return telling;
}

/** The names of a few facts in which runs differ, as far as they are known, always in one order. */
function differingFacts(runs: readonly Run[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const run of runs)
    for (const [name, words] of factsOf(run)) {
      const known = values.get(name);
      if (known) known.add(words);
      else values.set(name, new Set([words]));
    }
  const differing = [...values].filter(([, { size }]) => size > 1);
  const few = new Set([...differing].sort(([, a], [, b]) => b.size - a.size).slice(0, MOST));
  return differing.filter((fact) => few.has(fact)).map(([name]) => name);
}

type Facts = ReadonlyMap<string, string>;
const known = new WeakMap<Run, Facts>();

/** What a run was told to do, a few words each; nothing of what only its trainer will say. */
function factsOf(run: Run): Facts {
  let facts = known.get(run);
  if (facts === undefined) known.set(run, (facts = new Map(readFacts(run))));
  return facts;
}

function* readFacts(run: Run): Generator<[string, string]> {
  const { spec, resolved, log } = run;
  const lr = resolved?.lr ?? spec.lr;
  if (lr !== null) yield ['lr', `lr ${formatNumber(lr)}`];
  for (const [name, value] of Object.entries(settingsOf(run)))
    if (value !== null) yield [name, `${name} ${inWords(value)}`];
  if (log !== undefined) return;
  const steps = resolved?.steps ?? spec.steps;
  const batch = resolved?.batch ?? spec.batch;
  const model = resolved?.model ?? spec.model;
  yield ['schedule', spec.schedule];
  if (steps !== null) yield ['steps', `${formatCount(steps)} steps`];
  if (batch !== null) yield ['batch', `batch ${formatCount(batch)}`];
  yield ['warmup', `warm-up ${formatCount(spec.warmup)}`];
  if (model !== null) yield ['model', model];
  if (resolved !== null) yield ['backend', resolved.backend];
  if (spec.data !== null) yield ['data', spec.data.split(/[\\/]/).at(-1)!];
  yield ['fork', spec.forkOf ? `from step ${formatCount(spec.forkOf.step)}` : ''];
}

const inWords = (value: string | number | boolean): string =>
  typeof value === 'number' ? formatNumber(value) : formatSetting(value);

/** When a run was made, to the second where another of them was made in that minute. */
function timeAmong(run: Run, others: readonly Run[]): string {
  const time = formatClock(run.createdAt, false);
  const isOnly = others.every(
    (each) => each === run || formatClock(each.createdAt, false) !== time,
  );
  return isOnly ? time : formatClock(run.createdAt, true);
}

function groups(runs: readonly Run[], keyOf: (run: Run) => string): Run[][] {
  const byKey = new Map<string, Run[]>();
  for (const run of runs) {
    const key = keyOf(run);
    const group = byKey.get(key);
    if (group) group.push(run);
    else byKey.set(key, [run]);
  }
  return [...byKey.values()];
}
