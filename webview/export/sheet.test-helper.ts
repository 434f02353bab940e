import type { ChartLine } from '../charts/line';
import type { Range } from '../charts/ranges';
import type { ChartTheme } from '../charts/theme';
import { runStyle } from '../runs/palette';
import type { Sheet } from './sheet';

export const THEME: ChartTheme = {
  brightness: 'dark',
  background: '#1f1f1f',
  text: '#cccccc',
  muted: '#9d9d9d',
  grid: '#2b2b2b',
  font: '11px "Segoe UI", sans-serif',
  key: '',
};

export function line(label: string, values: number[], more: Partial<ChartLine> = {}): ChartLine {
  const logged = Float32Array.from(values);
  return {
    run: `id-${label}`,
    label,
    style: runStyle(0, 'dark'),
    xs: Float64Array.from(values, (_, i) => i + 1),
    ys: logged,
    values: logged,
    indices: null,
    group: null,
    source: null,
    unplaced: 0,
    baseline: false,
    marks: [],
    dimmed: false,
    diverged: false,
    ...more,
  };
}

export const sheet = (
  lines: ChartLine[],
  { range = [1, 4], ...more }: Partial<Sheet> & { range?: Range } = {},
): Sheet => ({
  charts: [
    {
      tag: 'train/loss',
      picture: { lines, baseline: null },
      range,
      log: { x: false, y: false },
    },
  ],
  cards: [],
  axis: 'step',
  smoothing: '',
  ...more,
});
