import { describe, expect, it } from 'vitest';
import { readPanelMessage } from './policy';

const rpc = (method: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: {} });

describe('what a panel may say', () => {
  it.each([
    'initialize',
    'store/watch',
    'series/subscribe',
    'series/unsubscribe',
    'series/view',
    'series/summarySteps',
    'series/readSummaries',
    'runs/pause',
    'runs/resume',
    'runs/next',
    'runs/stop',
    'runs/annotate',
    'runs/delete',
    'runs/restore',
  ])('passes %s on to the supervisor', (method) => {
    const message = { type: 'socket-text', text: rpc(method) };
    expect(readPanelMessage(message)).toEqual(message);
  });

  it.each([
    ['starting a run', { type: 'socket-text', text: rpc('runs/start') }],
    ['ending the supervisor', { type: 'socket-text', text: rpc('shutdown') }],
    ['a batch of calls', { type: 'socket-text', text: `[${rpc('initialize')}]` }],
    ['text that is not JSON', { type: 'socket-text', text: '{' }],
    ['a very long text', { type: 'socket-text', text: rpc('initialize') + ' '.repeat(70_000) }],
    [
      'a command that is not on the list',
      { type: 'command', command: 'workbench.reload', args: [] },
    ],
    ['arguments that are not texts', { type: 'command', command: 'train', args: [{}] }],
    ['runs that are not texts', { type: 'shown', store: '/store', runs: [1] }],
    [
      'a file of a type that is not offered',
      { type: 'save', format: 'sh', name: 'a.sh', content: new ArrayBuffer(1) },
    ],
    [
      'a file whose name leads elsewhere',
      { type: 'save', format: 'csv', name: '../a.csv', content: new ArrayBuffer(1) },
    ],
    [
      'a file whose name has another extension',
      { type: 'save', format: 'csv', name: 'a.sh', content: new ArrayBuffer(1) },
    ],
    [
      'a file that is very large',
      { type: 'save', format: 'csv', name: 'a.csv', content: new ArrayBuffer(256 * 2 ** 20 + 1) },
    ],
    ['a file that is no bytes', { type: 'save', format: 'csv', name: 'a.csv', content: 'text' }],
    ['an unknown kind', { type: 'open', url: 'https://example.org' }],
    ['no message at all', null],
  ])('drops %s', (_, message) => expect(readPanelMessage(message)).toBeNull());

  it('takes what it shows', () => {
    const message = { type: 'shown', store: '/store', runs: ['a', 'b'] };
    expect(readPanelMessage(message)).toEqual(message);
  });

  it('takes a file to save', () => {
    const message = {
      type: 'save',
      format: 'svg',
      name: 'lion-train-loss.svg',
      content: new ArrayBuffer(3),
    };
    expect(readPanelMessage(message)).toEqual(message);
  });

  it('takes the commands on the list, and that it is ready', () => {
    expect(readPanelMessage({ type: 'command', command: 'showLog' })).toEqual({
      type: 'command',
      command: 'showLog',
      args: [],
    });
    expect(readPanelMessage({ type: 'ready' })).toEqual({ type: 'ready' });
  });
});
