import type { Frame, Locator } from 'playwright-core';
import type { PanelInspection } from '../../webview/inspection';

export interface SeriesPoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export type Color = readonly [red: number, green: number, blue: number];

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

  card(tag: string): Locator {
    return this.frame.locator(`.card[data-tag="${tag}"]`);
  }

  chip(run: string): Locator {
    return this.frame.locator(`.chip[data-run="${run}"]`);
  }

  /** The colour in which a run's lines are drawn. */
  async colorOf(run: string): Promise<Color> {
    const color = await this.chip(run)
      .locator('svg')
      .first()
      .evaluate((marker) => {
        const style = getComputedStyle(marker.querySelector('*') ?? marker);
        return style.fill === 'none' ? style.stroke : style.fill;
      });
    const [red, green, blue] = color.match(/\d+/g)!.map(Number);
    return [red!, green!, blue!];
  }
}

declare global {
  /** The panel's inspection surface. */
  var optiscope: PanelInspection | undefined;
}
