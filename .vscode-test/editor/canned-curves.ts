import { encodeFrame } from '../../runtime/protocol/frames';
import type { MeanParams, SeriesRef, ViewParams } from '../../runtime/protocol/messages';
import type { Smoothing } from '../../runtime/protocol/smoothing';
import { Column } from '../../runtime/series/column';
import { ColumnCurves, type PlacedCurve } from '../../runtime/series/curves';
import { meanViewOf } from '../../runtime/series/mean-view';
import { viewOf } from '../../runtime/series/view';

/** One metric of one run, in full. */
export interface CannedSeries {
  readonly tag: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** Seconds since 1970 at which a canned run logged a step. */
export const wallTimeOf = (step: number): number => 1.7e9 + step / 10;

/** Answers questions about canned series as the series thread of a supervisor does. */
export class CannedCurves {
  constructor(private readonly seriesOf: (subscription: number) => readonly CannedSeries[]) {}

  answer(method: 'series/view' | 'series/mean', params: unknown): Uint8Array {
    if (method === 'series/mean') {
      const { query, members, smoothing, ...question } = params as MeanParams;
      const curves = members.map((member) => this.curve(member, smoothing));
      return encodeFrame([{ kind: 'mean', query, ...meanViewOf(curves, question) }]);
    }
    const question = params as ViewParams;
    const { subscription, tag, query, smoothing } = question;
    const total = this.seriesOf(subscription)[tag]!.steps.length;
    const view = viewOf(this.curve(question, smoothing), question, total);
    return encodeFrame([{ kind: 'view', subscription, tag, query, ...view }]);
  }

  private curve({ subscription, tag, x }: SeriesRef, smoothing: Smoothing | null): PlacedCurve {
    const of = (index: number): ColumnCurves => {
      const { steps, values } = this.seriesOf(subscription)[index]!;
      const column = new Column();
      steps.forEach((step, i) => column.append(step, wallTimeOf(step), values[i]!));
      return new ColumnCurves(column);
    };
    return of(tag).curve(x, smoothing, x.kind === 'metric' ? of(x.tag) : null);
  }
}
