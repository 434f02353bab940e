import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import { runStyle } from '../runs/palette';
import { CardState, CardTitle, type CardProps } from './card';
import { ExportCard } from './export-card';
import { histogramScene, histogramsShown } from './histogram-scene';
import { extentOf, quantiles, totalOf, type StepHistogram } from './histogram-shape';
import { paintHistograms, rowAt } from './paint-histograms';
import { Plot } from './plot';
import { cardKey, stepChoice } from './step-choice';
import { StepSlider } from './step-slider';

const KIND = 'histogram';

/** How the values of one tensor lay, over the steps of a run: as ridges, heat map or percentiles. */
export function HistogramCard({ model, theme, tag, run, label }: CardProps): VNode {
  const { summaries } = model;
  const view = model.view.cards.histograms;
  useEffect(() => () => summaries.release(run.id, KIND, tag), [run.id, tag]);
  const steps = summaries.steps(run.id, KIND, tag);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const choice = stepChoice(model, cardKey(KIND, tag, run.id), steps.value);
  const current = pointedAt ?? choice.at;
  const wanted = histogramsShown(view, steps.value.length, current);
  const reading = summaries.read(run.id, KIND, tag, wanted);
  const { color } = runStyle(model.view.slots[run.id] ?? 0, theme.brightness);
  const { scene, at } = histogramScene(reading.value, current, color, theme);
  const { rows } = scene;
  const words = at < 0 ? undefined : describe(rows[at]!);
  const isEmpty = !reading.pending && !steps.pending && rows.length === 0;
  return (
    <>
      <CardTitle model={model} theme={theme} tag={tag} run={run} label={label}>
        {rows.length > 0 && (
          <span class="muted points" title="Every so many steps, and the last">
            {formatCount(rows.length)} of {formatCount(steps.value.length)}{' '}
            {steps.value.length === 1 ? 'step' : 'steps'}
          </span>
        )}
        <ExportCard model={model} theme={theme} target={{ kind: KIND, tag, run: run.id }} />
      </CardTitle>
      {rows.length > 0 && (
        <Plot
          paint={(canvas, size) => paintHistograms(canvas, view, scene, size)}
          pictureKey={JSON.stringify([view, theme.key, scene.color, scene.chosen, keysOf(rows)])}
          pointed={(place) =>
            setPointedAt(
              place === null ? null : rows[rowAt(view, scene, place, place.x, place.y)]!.index,
            )
          }
          pressed={() => choice.choose(current === steps.value.length - 1 ? null : current)}
        />
      )}
      <CardState
        pending={reading.pending || steps.pending}
        failure={reading.failure ?? steps.failure}
        shows={rows.length > 0}
        again={() => summaries.release(run.id, KIND, tag)}
      />
      {isEmpty && <p class="card-note muted">No values were counted.</p>}
      <StepSlider
        label={`Step of ${tag}`}
        steps={steps.value}
        {...choice}
        at={current}
        follows={choice.follows && pointedAt === null}
        {...(words === undefined ? {} : { words })}
      />
      <p class="card-words">{words}</p>
    </>
  );
}

const keysOf = (rows: readonly StepHistogram[]): unknown[] =>
  rows.map(({ index, step, buckets }) => [index, step, buckets.length]);

/** A step's histogram in a sentence. */
function describe({ buckets }: StepHistogram): string {
  const total = totalOf({ buckets });
  const [low, high] = extentOf([{ buckets }])!;
  const [quarter, median, threeQuarters] = quantiles(buckets, [0.25, 0.5, 0.75]);
  return (
    `${formatCount(total)} ${total === 1 ? 'value' : 'values'} from ${formatNumber(low)} to ${formatNumber(high)}, ` +
    `median ${formatNumber(median!)}, half of them from ${formatNumber(quarter!)} to ${formatNumber(threeQuarters!)}`
  );
}
