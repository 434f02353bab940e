import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectSupervisor, type SupervisorConnection } from '../protocol/client';
import { processLives, readLock } from '../protocol/lock';
import { Shutdown } from '../protocol/messages';
import { isEnded, type Run } from '../protocol/runs';
import { lockFile, logFile } from '../protocol/state-folder';
import { readRunFile } from '../store/run-file';
import { Installation, StoreWatcher, whenGone } from './testing/harness';

let installation: Installation;
beforeEach(async () => {
  installation = new Installation();
  await installation.build();
});
afterEach(() => installation.dispose());

const lockPath = (): string => lockFile(installation.state, '9.9.9');
const closed = (connection: SupervisorConnection): Promise<void> =>
  new Promise((resolve) => connection.onClose(resolve));

/** Resolves when the process is gone: its end closes the pipe that it inherited. */
function startByHand(args: readonly string[] = []): {
  readonly pid: number;
  readonly exit: Promise<number | null>;
  readonly complaint: () => string;
} {
  const child = spawn(
    process.execPath,
    [installation.entry, '--state', installation.state, ...args],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  return {
    pid: child.pid!,
    exit: once(child, 'close').then(([code]) => code as number | null),
    complaint: () => complaint,
  };
}

describe('the supervisor', () => {
  it('is one, however many are started at once; all clients join it', async () => {
    const connections = await Promise.all(
      Array.from({ length: 4 }, (_, i) => installation.connect([], `client ${i}`)),
    );
    expect(new Set(connections.map(({ info }) => info.pid)).size).toBe(1);
    const late = startByHand();
    expect(await late.exit).toBe(0);
    expect(late.complaint()).toBe('');
    expect(readLock(lockPath())).toEqual(connections[0]!.lock);
  });

  it.runIf(process.platform !== 'win32')('keeps lock and log from other users', async () => {
    const { info } = await installation.connect();
    expect(statSync(installation.state).mode & 0o777).toBe(0o700);
    expect(statSync(lockPath()).mode & 0o777).toBe(0o600);
    expect(statSync(info.logFile).mode & 0o777).toBe(0o600);
    expect(info.logFile).toBe(logFile(installation.state, '9.9.9'));
    expect(readFileSync(info.logFile, 'utf8')).toMatch(/\[\d+\] test has connected/);
  });

  it.each([
    ['of a dead process', { pid: 2 ** 30, port: 1 }],
    ['of a process that took over the number', { pid: process.pid, port: 1 }],
  ])('replaces a lock %s', async (_what, stale) => {
    mkdirSync(installation.state, { recursive: true });
    const rest = { token: 'x', version: '9.9.9', protocol: 1, startedAt: 0 };
    writeFileSync(lockPath(), JSON.stringify({ ...stale, ...rest }));
    const { info, lock } = await installation.connect();
    expect(info.pid).toBe(lock.pid);
    expect(readdirSync(installation.state).filter((name) => name.includes('.json'))).toEqual([
      'supervisor-9.9.9.json',
    ]);
  });

  it('replaces a lock that is no lock', async () => {
    mkdirSync(installation.state, { recursive: true });
    writeFileSync(lockPath(), '{"pid":');
    const { lock } = await installation.connect();
    expect(readLock(lockPath())).toEqual(lock);
  });

  it('says in a sentence that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const sentence = `Port ${port} is taken by another program: choose another one.`;
    const started = startByHand(['--port', String(port)]);
    expect(await started.exit).toBe(1);
    expect(started.complaint()).toBe(`${sentence}\n`);
    await expect(installation.connect(['--port', String(port)])).rejects.toThrow(
      sentence.slice(0, -1),
    );
    other.close();
  });

  it('is not started when nobody wants it to be', async () => {
    const { entry, state } = installation;
    await expect(
      connectSupervisor({ entry, stateFolder: state, start: false, clientName: 'test' }),
    ).rejects.toThrow("Optiscope's runtime is not running.");
    expect(existsSync(state)).toBe(false);
  });

  it('leaves when it has been idle, and takes its lock along', async () => {
    const started = startByHand(['--idle-ms', '1']);
    expect(await started.exit).toBe(0);
    expect(readdirSync(installation.state)).toEqual(['supervisor-9.9.9.log']);
  });

  it('when ephemeral, stays for a run and leaves after the last client and run', async () => {
    const connection = await installation.connect(['--ephemeral']);
    const other = await installation.connect();
    const watcher = new StoreWatcher(other);
    await watcher.watch(installation.store);
    const [tied] = await new StoreWatcher(connection).start(installation.store, [{}], true);
    connection.dispose();
    await watcher.until(tied!.id, (run) => isEnded(run.status));
    expect(processLives(other.info.pid)).toBe(true);
    const [run] = await watcher.start(installation.store, [{ rows: 300 }]);
    other.dispose();
    await whenGone(other.info.pid);
    expect(readRunFile(installation.store, run!.id).status).toBe('completed');
    expect(existsSync(lockPath())).toBe(false);
  });

  it.runIf(process.platform !== 'win32').each(['SIGTERM', 'SIGINT'] as const)(
    'on %s stops its runs, saves them and leaves no process',
    async (signal) => {
      const connection = await installation.connect();
      const { pid } = connection.info;
      const watcher = new StoreWatcher(connection);
      await watcher.watch(installation.store);
      const runs = await watcher.start(installation.store, [{}, {}]);
      for (const run of runs) await watcher.until(run.id, ({ step }) => step > 0);
      process.kill(pid, signal);
      await closed(connection);
      await whenGone(pid);
      for (const { id } of runs) {
        const run = readRunFile(installation.store, id);
        expect(run).toMatchObject({ status: 'stopped', reason: null });
        expect(processLives(trainerOf(run))).toBe(false);
      }
    },
  );

  it.runIf(process.platform !== 'win32')('takes its trainers along when it is killed', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(installation.store);
    const [run] = await watcher.start(installation.store, [{}]);
    const trainer = trainerOf(await watcher.until(run!.id, ({ step }) => step > 0));
    process.kill(connection.info.pid, 'SIGKILL');
    await whenGone(trainer);
    const next = new StoreWatcher(await installation.connect());
    expect(await next.watch(installation.store)).toMatchObject([
      {
        id: run!.id,
        status: 'failed',
        reason: 'The runtime ended while the run was going on; what it had logged is kept.',
      },
    ]);
  });

  it('ends all runs when a client asks it to leave', async () => {
    const connection = await installation.connect();
    const watcher = new StoreWatcher(connection);
    await watcher.watch(installation.store);
    const [run] = await watcher.start(installation.store, [{}]);
    const gone = closed(connection);
    expect(await connection.rpc.sendRequest(Shutdown)).toBeNull();
    expect(watcher.runs.get(run!.id)?.status).toBe('stopped');
    await gone;
    await whenGone(connection.info.pid);
  });
});

/** The fake trainer gives its process id as the number of parameters. */
const trainerOf = (run: Run): number => run.resolved!.parameters;
