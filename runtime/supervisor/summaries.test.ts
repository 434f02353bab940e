import { copyFileSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SupervisorConnection } from '../protocol/client';
import { ReadSummaries, SummariesFound, SummarySteps, WatchLogs } from '../protocol/messages';
import type { SummaryTag } from '../protocol/summaries';
import { Installation, SeriesReceiver, StoreWatcher } from './testing/harness';

const GOLDEN = join(import.meta.dirname, '..', 'store', 'fixtures', 'golden');
const SUBSCRIPTION = 7;

let installation: Installation;
let connection: SupervisorConnection;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
  connection = await installation.connect();
});
afterEach(() => installation.dispose());

it('what a run logs besides scalars is told, and read when it is asked for', async () => {
  const logs = join(installation.folder, 'logs');
  const folder = join(logs, 'a');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(GOLDEN, 'keras.tfevents'), join(folder, 'events.out.tfevents.1.host'));
  const { store } = installation;
  const tags = new Map<string, SummaryTag>();
  let heard = (): void => undefined;
  connection.rpc.onNotification(SummariesFound, ({ subscription, tags: news }) => {
    expect(subscription).toBe(SUBSCRIPTION);
    for (const tag of news) tags.set(tag.tag, tag);
    heard();
  });
  const until = async (wanted: () => boolean): Promise<void> => {
    while (!wanted()) await new Promise<void>((resolve) => (heard = resolve));
  };
  const watcher = new StoreWatcher(connection);
  await watcher.watch(store);
  await connection.rpc.sendRequest(WatchLogs, { store, folder: logs });
  const run =
    [...watcher.runs.values()][0] ?? (await watcher.next(), [...watcher.runs.values()][0]!);
  await new SeriesReceiver(connection, SUBSCRIPTION).subscribe(store, run.id);
  await until(() => tags.has('notes'));
  expect(tags.get('dense/kernel_0')).toMatchObject({ kind: 'histogram', count: 2 });

  const histogram = {
    subscription: SUBSCRIPTION,
    kind: 'histogram',
    tag: 'dense/kernel_0',
  } as const;
  expect(await connection.rpc.sendRequest(SummarySteps, histogram)).toMatchObject({
    steps: [0, 1],
  });
  const answer = await connection.rpc.sendRequest(ReadSummaries, { ...histogram, indices: [1, 9] });
  expect(answer.summaries).toMatchObject([
    {
      index: 1,
      step: 1,
      problem: null,
      content: { kind: 'histogram', buckets: [[-1, 0, 4], {}, {}] },
    },
  ]);

  copyFileSync(join(GOLDEN, 'torch.tfevents'), join(folder, 'events.out.tfevents.2.host'));
  await until(() => tags.has('pr'));
  const curve = { subscription: SUBSCRIPTION, kind: 'pr-curve', tag: 'pr', indices: [0] } as const;
  const { summaries } = await connection.rpc.sendRequest(ReadSummaries, curve);
  expect(summaries).toMatchObject([{ step: 5, content: { recall: [1, 1, 0.5, 0.5, 0] } }]);

  const wrong = connection.rpc.sendRequest(ReadSummaries, { ...curve, subscription: 8 });
  await expect(wrong).rejects.toThrow('There is no subscription 8.');
  const many = { ...curve, indices: Array.from({ length: 300 }, (_, i) => i) };
  await expect(connection.rpc.sendRequest(ReadSummaries, many)).rejects.toThrow('"indices"');
});

it('hyperparameters of any of the first files become the settings of the run', async () => {
  const logs = join(installation.folder, 'logs');
  mkdirSync(logs, { recursive: true });
  // torch's holds metrics only, and was written before Keras' with a session of the hparams plug-in.
  for (const [i, name] of ['torch', 'keras'].entries()) {
    const file = join(logs, `events.out.tfevents.${i}.host`);
    copyFileSync(join(GOLDEN, `${name}.tfevents`), file);
    utimesSync(file, 1_000_000 + i, 1_000_000 + i);
  }
  const watcher = new StoreWatcher(connection);
  await watcher.watch(installation.store);
  await connection.rpc.sendRequest(WatchLogs, { store: installation.store, folder: logs });
  while (watcher.runs.size === 0) await watcher.next();
  const [run] = watcher.runs.values();
  expect(run!.log!.config).toEqual({ lr: 0.1, optimizer: 'adam', nesterov: true });
  expect(run!.metrics).toMatchObject({ 'train/loss': 0.125 });
});
