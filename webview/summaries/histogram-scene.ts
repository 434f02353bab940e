import type { Summary } from '../../runtime/protocol/summaries';
import type { ChartTheme } from '../charts/theme';
import { histogramsOf } from './histogram-shape';
import type { HistogramScene, HistogramView } from './paint-histograms';
import { spread } from './summary-book';

/** Ridges in front of each other that can be told apart; columns and points that a card has room for. */
const MOST_RIDGES = 33;
const MOST_COLUMNS = 128;

/** Which of so many histograms a card draws: some that stand for all, and the one that stands out. */
export function histogramsShown(view: HistogramView, count: number, current: number): number[] {
  const shown = spread(count, view === 'ridges' ? MOST_RIDGES : MOST_COLUMNS);
  return [...new Set([...shown, ...(count > 0 ? [current] : [])])];
}

/** What is drawn of them; `at` is the row that stands out, -1 while it has not been read. */
export function histogramScene(
  summaries: readonly Summary[],
  current: number,
  color: string,
  theme: ChartTheme,
): { readonly scene: HistogramScene; readonly at: number } {
  const rows = histogramsOf(summaries).sort((a, b) => a.step - b.step || a.index - b.index);
  const at = rows.findIndex(({ index }) => index === current);
  return { scene: { rows, chosen: at < 0 ? rows.length - 1 : at, color, theme }, at };
}
