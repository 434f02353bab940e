import { expect, test, vi } from 'vitest';
import type { ViewParams } from '../runtime/protocol/messages';
import { reduce } from './charts/line';
import { PanelModel } from './panel-model';
import { pictureOf } from './picture';
import { FakeSupervisor, fakeRun } from './session/fake-supervisor';

const TOTAL = 1000;

/** Points of a line whose value is its step. */
function pointsAt(indices: readonly number[]) {
  return {
    indices: Uint32Array.from(indices),
    steps: Float64Array.from(indices),
    wallTimes: Float64Array.from(indices),
    values: Float32Array.from(indices),
  };
}
const every = (gap: number, from: number, to: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / gap) }, (_, i) => from + gap * i);

class Panel {
  readonly supervisor = new FakeSupervisor([fakeRun('a')]);
  readonly model = new PanelModel(this.supervisor, (callback) => callback());

  async open(): Promise<void> {
    this.model.start();
    this.supervisor.open();
    this.supervisor.show(['a']);
    await vi.waitFor(() => expect(this.supervisor.subscriptions.size).toBe(1));
    await vi.waitFor(() => expect(this.model.tags).toHaveLength(1));
    this.supervisor.blocks('a', {
      kind: 'coarse',
      first: 0,
      total: TOTAL,
      historyComplete: true,
      ...pointsAt(every(10, 0, TOTAL)),
    });
  }

  draw(range: readonly [number, number]) {
    const { lines } = pictureOf(this.model, 'train/loss', 'dark', { range, columns: 50 });
    const line = lines[0]!;
    return { line, drawn: reduce(line, range, 50, { x: false, y: false }) };
  }

  get questions(): ViewParams[] {
    return this.supervisor.requests
      .filter(({ method }) => method === 'series/view')
      .map(({ params }) => params as ViewParams);
  }

  /** Answers the last question with these points. */
  answer(indices: readonly number[], smoothed: Float32Array | null = null): void {
    const { query } = this.questions.at(-1)!;
    const [start, end] = [indices[0]!, indices.at(-1)! + 1];
    this.supervisor.blocks('a', {
      kind: 'view',
      query,
      start,
      end,
      total: TOTAL,
      placed: TOTAL,
      xs: null,
      smoothed,
      ...pointsAt(indices),
    });
  }
}

async function openPanel(): Promise<Panel> {
  const panel = new Panel();
  await panel.open();
  return panel;
}

test('a zoom is drawn at once from the coarse copy, and honestly counted, then refined', async () => {
  const panel = await openPanel();
  const before = panel.draw([100, 199]);
  expect([...before.line.xs.slice(10, 20)]).toEqual(every(10, 100, 200));
  expect(before.drawn.shown.inRange).toBe(91);
  await vi.waitFor(() => expect(panel.questions).toHaveLength(1));
  expect(panel.questions[0]).toMatchObject({
    from: 100,
    to: 199,
    columns: 50,
    x: { kind: 'step' },
  });
  panel.answer(every(1, 100, 200));
  await vi.waitFor(() => expect(panel.draw([100, 199]).line.xs).toHaveLength(100));
  const after = panel.draw([100, 199]);
  expect([...after.line.values]).toEqual(every(1, 100, 200));
  expect(after.drawn.shown.inRange).toBe(100);
  expect(panel.questions).toHaveLength(1);
});

test('points that come behind a zoom change nothing of it and ask nothing', async () => {
  const panel = await openPanel();
  panel.draw([100, 199]);
  await vi.waitFor(() => expect(panel.questions).toHaveLength(1));
  panel.answer(every(1, 100, 200));
  await vi.waitFor(() => expect(panel.draw([100, 199]).line.xs).toHaveLength(100));
  const { line } = panel.draw([100, 199]);
  panel.supervisor.blocks('a', {
    kind: 'coarse',
    first: 990,
    total: TOTAL + 50,
    historyComplete: false,
    ...pointsAt(every(10, 990, TOTAL + 50)),
  });
  await vi.waitFor(() => expect(panel.model.series('a', 'train/loss')?.total).toBe(TOTAL + 50));
  expect(panel.draw([100, 199]).line).toEqual(line);
  expect(panel.questions).toHaveLength(1);
});

test('the smoothed curve is the supervisor’s, of all points: the panel never smooths a coarse copy', async () => {
  const panel = await openPanel();
  panel.model.change((view) => ({ ...view, smoothing: 0.9 }));
  const before = panel.draw([0, TOTAL - 1]).line;
  expect(before.ys).toBe(before.values);
  await vi.waitFor(() => expect(panel.questions).toHaveLength(1));
  expect(panel.questions[0]!.smoothing).toEqual({ kind: 'average', weight: 0.9 });
  const indices = [...every(10, 0, TOTAL), TOTAL - 1];
  panel.answer(
    indices,
    Float32Array.from(indices, (i) => i / 2),
  );
  const drawn = () => panel.draw([0, TOTAL - 1]).line;
  await vi.waitFor(() => expect(drawn().ys).not.toBe(drawn().values));
  expect(drawn().ys[7]).toBe(35);
  const zoomed = panel.draw([200, 299]).line;
  expect(zoomed.ys[25]).toBe(125);
});
