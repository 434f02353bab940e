import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SupervisorConnection } from '../../runtime/protocol/client';
import type { ToPanel } from '../../runtime/protocol/panel';
import { Runtime } from '../runtime';
import { PanelRelay } from './relay';

class FakeSocket extends EventEmitter {
  readyState = 0;
  sent: string[] = [];
  send(text: string): void {
    this.sent.push(text);
  }
  open(): void {
    this.readyState = 1;
    this.emit('open');
  }
  close(): void {
    this.readyState = 3;
    this.emit('close');
  }
}

describe('the relay between a panel and the supervisor', () => {
  let sockets: FakeSocket[];
  let posted: ToPanel[];
  let relay: PanelRelay;

  beforeEach(() => {
    sockets = [];
    posted = [];
    const connection = { lock: {}, onClose: () => undefined } as unknown as SupervisorConnection;
    relay = new PanelRelay(
      new Runtime(() => Promise.resolve(connection)),
      () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      (message) => posted.push(message),
    );
  });

  it('opens one connection when the panel is ready', async () => {
    await relay.start();
    sockets[0]!.open();
    expect(sockets).toHaveLength(1);
    expect(posted).toEqual([{ type: 'socket-open' }]);
  });

  it('passes texts and frames on, frames as exactly their own bytes', async () => {
    await relay.start();
    sockets[0]!.open();
    sockets[0]!.emit('message', Buffer.from('{}'), false);
    sockets[0]!.emit('message', Buffer.from([9, 1, 2, 3]).subarray(1), true);
    relay.send('hello');
    expect(posted.slice(1)).toEqual([
      { type: 'socket-text', text: '{}' },
      { type: 'socket-frame', data: new Uint8Array([1, 2, 3]).buffer },
    ]);
    expect(sockets[0]!.sent).toEqual(['hello']);
  });

  it('tells of a loss, and drops what the panel says meanwhile', async () => {
    await relay.start();
    sockets[0]!.open();
    sockets[0]!.close();
    relay.send('lost');
    expect(posted.at(-1)).toMatchObject({ type: 'socket-closed' });
    expect(sockets[0]!.sent).toEqual([]);
  });

  it('gives a page that comes up anew a fresh connection, and is silent about the old', async () => {
    await relay.start();
    sockets[0]!.open();
    await relay.start();
    sockets[0]!.emit('message', Buffer.from('old'), false);
    sockets[1]!.open();
    expect(posted).toEqual([{ type: 'socket-open' }, { type: 'socket-open' }]);
  });

  it('sends nothing to a hidden page', async () => {
    await relay.start();
    sockets[0]!.open();
    relay.stop();
    expect(sockets[0]!.readyState).toBe(3);
    expect(posted).toEqual([{ type: 'socket-open' }]);
  });
});
