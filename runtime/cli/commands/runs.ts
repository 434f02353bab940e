import { resolve } from 'node:path';
import type { Run } from '../../protocol/runs';
import { STORE_FOLDER } from '../../store/layout';
import type { Command } from '../command';
import { EXIT } from '../failure';
import { jsonMetrics, printJson } from '../json';
import { knownRuns } from '../known-runs';
import { readArguments } from '../options';
import { mayColour, painter } from '../paint';
import { tableLines, type Cell } from '../table';
import { formatCount, formatNumber } from '../../protocol/words';

export const runs: Command = {
  name: 'runs',
  usage: '[--out DIR] [--json]',
  summary: 'list the runs of this folder, newest first',
  help: [
    ['--out DIR', 'the folder of the runs, instead of .optiscope/runs'],
    ['--json', 'print runs as JSON lines on stdout'],
  ],
  run: async (args) => {
    const { values } = readArguments(args, {
      json: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    });
    const store = resolve(typeof values['out'] === 'string' ? values['out'] : STORE_FOLDER);
    const found = knownRuns(store);
    if (values['json'])
      found.forEach((run) => printJson({ ...run, metrics: jsonMetrics(run.metrics) }));
    else if (found.length === 0) {
      process.stdout.write('There are no runs here yet; start one with "optiscope train".\n');
    } else process.stdout.write(`${table(found).join('\n')}\n`);
    return EXIT.done;
  },
};

function table(found: readonly Run[]): string[] {
  const rows = found.map(({ id, spec, status, step, metrics, resolved, createdAt }): Cell[] => {
    const tag = resolved?.metric.tag ?? 'train/loss';
    const value = metrics[tag];
    return [
      { text: id },
      { text: new Date(createdAt).toLocaleString('sv-SE') },
      { text: spec.program.name },
      { text: spec.task },
      { text: String(spec.seed), numeric: true },
      { text: status },
      { text: formatCount(step), numeric: true },
      { text: value === undefined ? '' : `${tag} ${formatNumber(Number(value))}` },
    ];
  });
  const head = ['run', 'started', 'program', 'task', 'seed', 'state', 'step', 'result'];
  return tableLines(head, rows, painter(mayColour(process.stdout)));
}
