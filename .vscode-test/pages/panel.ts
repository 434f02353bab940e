import type { Frame } from 'playwright-core';

export interface SeriesPoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** The metrics panel, in the editor's webview or on the runtime's own page. */
export class PanelPage {
  constructor(readonly frame: Frame) {}

  /** Ids of the runs that it shows. */
  runs(): Promise<readonly string[]> {
    return this.frame.evaluate(() => globalThis.optiscope?.runs() ?? []);
  }

  /** What the panel holds of one series: the chart's own data. */
  series(run: string, tag: string): Promise<SeriesPoints> {
    return this.frame.evaluate(
      ([id, name]) => {
        const series = globalThis.optiscope?.series(id!, name!);
        return { steps: [...(series?.steps ?? [])], values: [...(series?.values ?? [])] };
      },
      [run, tag],
    );
  }
}

declare global {
  /** The panel's inspection surface (webview/). */
  var optiscope:
    | {
        runs(): readonly string[];
        series(
          run: string,
          tag: string,
        ): { steps: Iterable<number>; values: Iterable<number> } | null;
      }
    | undefined;
}
