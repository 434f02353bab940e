import { expect, test } from 'vitest';
import { panelPage } from './panel';

const page = {
  title: 'Metrics',
  script: 'panel.js',
  style: 'panel.css',
  nonce: 'abc',
  source: "'self'",
  socket: null,
};

test('the page carries the socket, its token and the store, and may connect nowhere else', () => {
  const html = panelPage({
    ...page,
    socket: { url: 'ws://127.0.0.1:4711/', token: 't0k', store: '/home/a "b"/<runs>' },
  });
  expect(html).toContain('data-socket-url="ws://127.0.0.1:4711/"');
  expect(html).toContain('data-token="t0k"');
  expect(html).toContain('data-store="/home/a &#34;b&#34;/&#60;runs&#62;"');
  expect(html).toContain('connect-src ws://127.0.0.1:4711');
});

test('the policy is strict in both homes', () => {
  for (const socket of [null, { url: 'ws://127.0.0.1:1/', token: 't', store: 's' }]) {
    const html = panelPage({ ...page, socket });
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).not.toContain('unsafe');
    expect(html).not.toMatch(/<style|style="/);
  }
  expect(panelPage(page)).not.toContain('connect-src');
});
