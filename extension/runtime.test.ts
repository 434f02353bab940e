import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SupervisorConnection } from '../runtime/protocol/client';
import { Runtime } from './runtime';

/** A connection that can be cut, and the supervisor's side of finding it. */
function fakeSupervisor() {
  const closers: (() => void)[] = [];
  const starts: boolean[] = [];
  let up = true;
  return {
    starts,
    go: (value: boolean) => (up = value),
    cut: () => closers.pop()?.(),
    connect: (start: boolean): Promise<SupervisorConnection> => {
      starts.push(start);
      if (!up) return Promise.reject(new Error('no runtime'));
      const connection = {
        onClose: (listener: () => void) => {
          closers.push(listener);
          return { dispose: () => undefined };
        },
        dispose: () => undefined,
      };
      return Promise.resolve(connection as unknown as SupervisorConnection);
    },
  };
}

describe('the connection to the runtime', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is made once, for all who ask', async () => {
    const supervisor = fakeSupervisor();
    const runtime = new Runtime(supervisor.connect);
    const [a, b] = await Promise.all([runtime.connect(), runtime.connect()]);
    expect(a).toBe(b);
    expect(supervisor.starts).toEqual([true]);
    expect(runtime.state).toBe('ready');
  });

  it('is not started by joining', async () => {
    const supervisor = fakeSupervisor();
    supervisor.go(false);
    const runtime = new Runtime(supervisor.connect);
    await runtime.join();
    expect([runtime.state, supervisor.starts]).toEqual(['idle', [false]]);
  });

  it('is started by a request that comes while joining fails', async () => {
    const supervisor = fakeSupervisor();
    supervisor.go(false);
    const runtime = new Runtime(supervisor.connect);
    const joining = runtime.join();
    supervisor.go(true);
    await Promise.all([joining, runtime.connect()]);
    expect(runtime.state).toBe('ready');
    expect(supervisor.starts).toEqual([false, true]);
  });

  it('comes back after a loss, and tells each new connection', async () => {
    const supervisor = fakeSupervisor();
    const runtime = new Runtime(supervisor.connect);
    const states: string[] = [];
    let connections = 0;
    runtime.onState((state) => states.push(state));
    runtime.onReady(() => (connections += 1));
    await runtime.connect();
    supervisor.cut();
    await vi.runAllTimersAsync();
    expect(states).toEqual(['connecting', 'ready', 'lost', 'ready']);
    expect(connections).toBe(2);
  });

  it('gives up after a while, until somebody asks', async () => {
    const supervisor = fakeSupervisor();
    const runtime = new Runtime(supervisor.connect);
    await runtime.connect();
    supervisor.go(false);
    supervisor.cut();
    await vi.runAllTimersAsync();
    expect(runtime.state).toBe('failed');
    expect(supervisor.starts.length).toBeLessThan(10);
    supervisor.go(true);
    await runtime.retry();
    expect(runtime.state).toBe('ready');
  });

  it('ends with the window', async () => {
    const supervisor = fakeSupervisor();
    const runtime = new Runtime(supervisor.connect);
    await runtime.connect();
    runtime.dispose();
    supervisor.cut();
    await vi.runAllTimersAsync();
    expect(supervisor.starts).toHaveLength(1);
  });
});
