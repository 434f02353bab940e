import type { Drawn } from './charts/chart';
import type { PanelModel } from './panel-model';

/**
 * The panel's inspection surface, `window.optiscope`: what tests (and the curious) may ask of a panel. It only reads.
 */
export interface PanelInspection {
  /** Every point that the panel has received of a run's metric, in order; null when there is none. */
  series(
    run: string,
    tag: string,
  ): { readonly steps: number[]; readonly values: number[]; readonly wallTimes: number[] } | null;
  /** The charts that have been drawn: how many points, of how many in range. */
  charts(): Readonly<Record<string, Drawn>>;
  /** The runs that are shown, in the order of their chips. */
  runs(): string[];
  /** The x-range that the person zoomed to; null while the panel follows. */
  zoom(): readonly [number, number] | null;
}

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
          ? {
              steps: [...series.steps],
              values: [...series.values],
              wallTimes: [...series.wallTimes],
            }
          : null;
      },
      charts: () => Object.fromEntries(this.drawn),
      runs: () => [...model.view.shown],
      zoom: () => model.view.zoom,
    };
  }
}
