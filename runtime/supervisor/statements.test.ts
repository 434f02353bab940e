import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SupervisorConnection } from '../protocol/client';
import {
  StatementsFound,
  StatementsObserved,
  SubscribeStatements,
  UnsubscribeStatements,
  type StepFigures,
} from '../protocol/statements';
import { StopRun } from '../protocol/messages';
import { Installation, StoreWatcher } from './testing/harness';

let installation: Installation;
let connection: SupervisorConnection;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
  connection = await installation.connect();
});
afterEach(() => installation.dispose());

it('what statements give is told to those who ask, while they do; late ones see what was', async () => {
  const { store } = installation;
  const watcher = new StoreWatcher(connection);
  await watcher.watch(store);
  const told: StepFigures[] = [];
  let heard = (): void => undefined;
  let found = 0;
  connection.rpc.onNotification(StatementsFound, () => void found++);
  connection.rpc.onNotification(StatementsObserved, ({ figures, every, ...run }) => {
    expect([run, every]).toEqual([{ store, run: started!.id }, 7]);
    told.push(figures);
    heard();
  });
  const [started] = await watcher.start(store, [{ watched: true }]);
  const run = { store, run: started!.id };
  const first = await connection.rpc.sendRequest(SubscribeStatements, run);
  if (first.layout === null)
    while (found === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  while (told.length < 5) await new Promise<void>((resolve) => (heard = resolve));
  expect(told[1]!.step).toBeGreaterThan(told[0]!.step);

  const other = await installation.connect();
  const late = await other.rpc.sendRequest(SubscribeStatements, run);
  expect(late.layout).toMatchObject({ statements: [{ name: 'x' }], parameters: ['weight'] });
  expect(late.history.steps.slice(0, 5)).toEqual(told.slice(0, 5).map(({ step }) => step));
  expect(late.history.rms).toEqual([late.history.steps]);
  expect(late.latest!.step).toBe(late.history.steps.at(-1));

  await connection.rpc.sendRequest(UnsubscribeStatements, run);
  other.dispose();
  await connection.rpc.sendRequest(StopRun, run);
  const after = await connection.rpc.sendRequest(SubscribeStatements, run);
  expect(after.latest).not.toBeNull();
  expect(after.every).toBe(7);
}, 60_000);
