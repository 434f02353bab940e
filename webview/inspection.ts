import type { PointArrays } from '../runtime/protocol/frames';
import type { Drawn } from './charts/chart';
import type { PanelModel } from './panel-model';

interface Points {
  readonly steps: number[];
  readonly values: number[];
  readonly wallTimes: number[];
}

/**
 * The panel's inspection surface, `window.optiscope`: what tests (and the curious) may ask of a panel. It only reads.
 */
export interface PanelInspection {
  /**
   * The points that the panel holds of a run's metric, in order; null when there is none. `whole`: all that it has
   * received, each once; otherwise they stand for `total` points.
   */
  series(
    run: string,
    tag: string,
  ): (Points & { readonly whole: boolean; readonly total: number }) | null;
  /** What the panel was told last of a range of a long series: whole where it has as many points as lie in range. */
  view(run: string, tag: string): (Points & { readonly inRange: number }) | null;
  /** The charts that have been drawn: how many points, of how many in range. */
  charts(): Readonly<Record<string, Drawn>>;
  /** The runs that are shown, in the order of their chips. */
  runs(): string[];
  /** The x-range that the person zoomed to; null while the panel follows. */
  zoom(): readonly [number, number] | null;
}

const pointsOf = (points: PointArrays): Points => ({
  steps: [...points.steps],
  values: [...points.values],
  wallTimes: [...points.wallTimes],
});

export class Inspection {
  private readonly drawn = new Map<string, Drawn>();

  drew(tag: string, drawn: Drawn): void {
    this.drawn.set(tag, drawn);
  }

  forget(tag: string): void {
    this.drawn.delete(tag);
  }

  surface(model: PanelModel): PanelInspection {
    return {
      series(run, tag) {
        const series = model.series(run, tag);
        return series
          ? { ...pointsOf(series), whole: series.indices === null, total: series.total }
          : null;
      },
      view(run, tag) {
        const view = model.lastView(run, tag);
        return view ? { ...pointsOf(view), inRange: view.end - view.start } : null;
      },
      charts: () => Object.fromEntries(this.drawn),
      runs: () => [...model.view.shown],
      zoom: () => model.view.zoom,
    };
  }
}
