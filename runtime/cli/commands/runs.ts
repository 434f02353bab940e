import { resolve } from 'node:path';
import type { Run } from '../../protocol/runs';
import { taskName } from '../../protocol/task-name';
import { folderBytes } from '../../store/disk-use';
import { runFolder, STORE_FOLDER } from '../../store/layout';
import type { Command } from '../command';
import { EXIT } from '../failure';
import { jsonMetrics, printJson } from '../json';
import { knownRuns } from '../known-runs';
import { readArguments } from '../options';
import { mayColour, painter } from '../paint';
import { prune, pruneRequest } from '../prune';
import { tableLines, type Cell } from '../table';
import { formatBytes, formatCount, formatNumber } from '../../protocol/words';

export const runs: Command = {
  name: 'runs',
  usage: '[--out DIR] [--json] [--prune --keep N --days N [--yes]]',
  summary: 'list the runs of this folder, newest first, or delete old ones',
  help: [
    ['--out DIR', 'the folder of the runs, instead of .optiscope/runs'],
    ['--json', 'print runs as JSON lines on stdout'],
    ['--prune', 'tell which runs need not be kept: those that neither --keep nor --days keeps;'],
    ['', 'never one that goes on, or that has a name, note, tag or pin'],
    ['--keep N', 'keep the N newest'],
    ['--days N', 'keep those that ended within N days'],
    ['--yes', 'move them to the trash, where they stay for a week'],
  ],
  run: async (args) => {
    const { values } = readArguments(args, {
      json: { type: 'boolean' },
      out: { type: 'string' },
      prune: { type: 'boolean' },
      keep: { type: 'string' },
      days: { type: 'string' },
      yes: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const store = resolve(typeof values['out'] === 'string' ? values['out'] : STORE_FOLDER);
    const found = knownRuns(store);
    const wanted = pruneRequest(values, store);
    if (wanted !== null) await prune(found, wanted);
    else await list(found, values['json'] === true);
    return EXIT.done;
  },
};

async function list(found: readonly Run[], json: boolean): Promise<void> {
  const sizes: number[] = [];
  for (const { store, id } of found) sizes.push(await folderBytes(runFolder(store, id)));
  if (json)
    found.forEach((run, i) =>
      printJson({ ...run, metrics: jsonMetrics(run.metrics), bytes: sizes[i] }),
    );
  else if (found.length === 0)
    process.stdout.write('There are no runs here yet; start one with "optiscope train".\n');
  else {
    const total = formatBytes(sizes.reduce((sum, bytes) => sum + bytes, 0));
    const count = `${formatCount(found.length)} ${found.length === 1 ? 'run' : 'runs'}`;
    process.stdout.write(`${table(found, sizes).join('\n')}\n${count}, ${total}\n`);
  }
}

function table(found: readonly Run[], sizes: readonly number[]): string[] {
  const rows = found.map((run, i): Cell[] => {
    const { id, spec, status, step, metrics, resolved, createdAt } = run;
    const tag = resolved?.metric.tag ?? 'train/loss';
    const value = metrics[tag];
    return [
      { text: id },
      { text: new Date(createdAt).toLocaleString('sv-SE') },
      { text: spec.program.name },
      { text: taskName(spec.task) },
      { text: String(spec.seed), numeric: true },
      { text: status },
      { text: formatCount(step), numeric: true },
      { text: formatBytes(sizes[i]!) },
      { text: value === undefined ? '' : `${tag} ${formatNumber(Number(value))}` },
    ];
  });
  const head = ['run', 'started', 'program', 'task', 'seed', 'state', 'step', 'size', 'result'];
  return tableLines(head, rows, painter(mayColour(process.stdout)));
}
