import { afterEach, expect, test, vi } from 'vitest';
import type { FromPanel, ToPanel } from '../../runtime/protocol/panel';
import { INITIAL_VIEW, showRuns } from '../view/view-state';
import { editorTransport } from './editor';

/** Plays the editor around a webview: what the page posts, what it is posted, what it keeps. */
function fakeEditor(): { posted: FromPanel[]; post(message: ToPanel): void; kept: unknown } {
  const heard: ((event: { data: ToPanel }) => void)[] = [];
  const editor = {
    posted: [] as FromPanel[],
    kept: undefined as unknown,
    post: (message: ToPanel) => heard.forEach((listener) => listener({ data: message })),
  };
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: (event: { data: ToPanel }) => void) =>
      heard.push(listener),
  });
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: FromPanel) => editor.posted.push(message),
    getState: () => editor.kept,
    setState: (state: unknown) => (editor.kept = state),
  }));
  return editor;
}
afterEach(() => vi.unstubAllGlobals());

test('says that it listens, then passes on what the extension relays', () => {
  const editor = fakeEditor();
  const listener = {
    opened: vi.fn(),
    text: vi.fn(),
    frame: vi.fn(),
    closed: vi.fn(),
    show: vi.fn(),
    export: vi.fn(),
  };
  const transport = editorTransport();
  transport.start(listener);
  expect(editor.posted).toEqual([{ type: 'ready' }]);
  editor.post({ type: 'socket-open' });
  editor.post({ type: 'socket-text', text: '{}' });
  editor.post({ type: 'socket-frame', data: Uint8Array.of(1, 2).buffer });
  editor.post({ type: 'show', store: 's', runs: ['a'] });
  editor.post({ type: 'export', format: 'csv' });
  editor.post({ type: 'socket-closed', reason: 'gone' });
  expect(listener.opened).toHaveBeenCalledOnce();
  expect(listener.text).toHaveBeenCalledWith('{}');
  expect(listener.frame).toHaveBeenCalledWith(Uint8Array.of(1, 2));
  expect(listener.show).toHaveBeenCalledWith('s', ['a']);
  expect(listener.export).toHaveBeenCalledWith('csv');
  expect(listener.closed).toHaveBeenCalledWith('gone');
  transport.send('x');
  transport.command('showLog', 'run');
  transport.offer({ format: 'csv', name: 'a.csv', content: Uint8Array.of(7) });
  expect(editor.posted.slice(1)).toEqual([
    { type: 'socket-text', text: 'x' },
    { type: 'command', command: 'showLog', args: ['run'] },
    { type: 'save', format: 'csv', name: 'a.csv', content: Uint8Array.of(7).buffer },
  ]);
});

test('keeps every state, and tells the extension only when other runs are shown', () => {
  const editor = fakeEditor();
  const transport = editorTransport();
  const view = showRuns(INITIAL_VIEW, 's', ['a']);
  transport.save(view);
  const smoothed = { ...view, smoothing: 0.5 };
  transport.save(smoothed);
  expect(transport.restore()).toMatchObject({ smoothing: 0.5 });
  expect(editor.posted).toEqual([{ type: 'shown', store: 's', runs: ['a'] }]);
  transport.save(showRuns(view, 's', ['a', 'b']));
  expect(editor.posted).toHaveLength(2);
});
