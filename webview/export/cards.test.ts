import { beforeEach, expect, test, vi } from 'vitest';
import { PanelModel } from '../panel-model';
import { addScatter, changeScatter } from '../scatter/choice';
import { FakeSupervisor, fakeRun } from '../session/fake-supervisor';
import { lookAt } from '../view/cards-view';
import { cardKey } from '../summaries/step-choice';
import type { CardTarget } from './cards';
import { exportCharts } from './exporter';
import { THEME } from './sheet.test-helper';

const NOTES = 'a "quoted", note\n</pre><script>';

let supervisor: FakeSupervisor;
let model: PanelModel;

beforeEach(async () => {
  supervisor = new FakeSupervisor([
    fakeRun('a', { lr: 0.1, metrics: { 'val/loss': 0.5 } }),
    fakeRun('b', { program: 'adamw', lr: 0.2, metrics: { 'val/loss': 0.25 } }),
  ]);
  model = new PanelModel(supervisor, (callback) => callback());
  model.start();
  supervisor.open();
  supervisor.show(['a', 'b']);
  await vi.waitFor(() => expect(supervisor.subscriptions.size).toBe(2));
  supervisor.logs('a', 'histogram', 'weights/w', [
    { kind: 'histogram', buckets: [[-1, 0, 3]] },
    { kind: 'histogram', buckets: [[0, 1, 4]] },
  ]);
  supervisor.logs('a', 'pr-curve', 'val/pr', [
    { kind: 'pr-curve', precision: [0.5, 0.75, 1], recall: [1, 0.5, 0.25] },
  ]);
  supervisor.logs('b', 'text', 'notes', [
    { kind: 'text', texts: ['first'] },
    { kind: 'text', texts: [NOTES] },
  ]);
  await vi.waitFor(() => expect(model.summaries.tags(['a', 'b'])).toHaveLength(3));
});

/** The text of what is offered as a file. */
async function exported(target: CardTarget | null, format: 'csv' | 'json' | 'svg' | 'html') {
  await exportCharts(model, THEME, target, format);
  const { name, content } = supervisor.offered.at(-1)!;
  return { name, text: new TextDecoder().decode(content) };
}

test('each kind of card has a table of its own', async () => {
  model.change((view) => {
    const added = addScatter(view, model.columns, [...model.runs!.values()]);
    return changeScatter(added, '1', { x: 'lr', y: 'val/loss' });
  });
  const { text } = await exported(null, 'csv');
  expect(text).toBe(
    [
      'metric,value,over,run,id,x,y',
      'val/loss,last,lr,lion,a,0.1,0.5',
      'val/loss,last,lr,adamw,b,0.2,0.25',
      '',
      'text,run,id,step,content',
      `notes,adamw,b,10,"${NOTES.replaceAll('"', '""')}"`,
      '',
      'pr_curve,run,id,step,threshold,precision,recall',
      'val/pr,lion,a,0,0,0.5,1',
      'val/pr,lion,a,0,0.5,0.75,0.5',
      'val/pr,lion,a,0,1,1,0.25',
      '',
      'histogram,run,id,step,left,right,count',
      'weights/w,lion,a,0,-1,0,3',
      'weights/w,lion,a,10,0,1,4',
      '',
    ].join('\n'),
  );
});

test('a card is taken along as it is looked at: its step, alone, under its name', async () => {
  model.change((view) => lookAt(view, cardKey('text', 'notes', 'b'), 0));
  const { name, text } = await exported({ kind: 'text', tag: 'notes', run: 'b' }, 'json');
  expect(name).toBe('notes.json');
  expect(JSON.parse(text)).toMatchObject({
    series: [],
    cards: [{ kind: 'text', tag: 'notes', run: 'adamw', id: 'b', step: 0, texts: ['first'] }],
  });
});

test('what is folded or filtered away is left out', async () => {
  model.change((view) => ({ ...view, foldedGroups: ['kind:histogram'], filter: 'w' }));
  const before = supervisor.offered.length;
  await exportCharts(model, THEME, null, 'json');
  expect(supervisor.offered).toHaveLength(before);
  expect(model.problem).toBe('There is nothing on screen to export.');
});

test.each(['ridges', 'heat map', 'percentiles'] as const)(
  'histograms are drawn as %s, beside curves of precision',
  async (histograms) => {
    model.change((view) => ({ ...view, cards: { ...view.cards, histograms } }));
    const { text } = await exported(null, 'svg');
    const words = [...text.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]);
    expect(words).toEqual(
      expect.arrayContaining(['lion', 'weights/w', 'lion, 2 of 2 steps', 'val/pr', 'precision']),
    );
    expect(text).not.toMatch(/NaN|Infinity|undefined|style=/);
  },
);

test('texts are no drawing, and stand in a page as they were written', async () => {
  const target = { kind: 'text', tag: 'notes', run: 'b' } as const;
  await exportCharts(model, THEME, target, 'svg');
  expect(model.problem).toMatch(/^Texts are no drawing\. Save them as/);
  const { text } = await exported(target, 'html');
  expect(text).toContain('<pre>a &#34;quoted&#34;, note\n&#60;/pre&#62;&#60;script&#62;</pre>');
  expect(text).not.toMatch(/<svg|id="points"/);
});
