import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Run } from '../../runtime/protocol/runs';
import { formatCount, formatNumber } from '../../runtime/protocol/words';
import type { ChartTheme } from '../charts/theme';
import { RunMarker } from '../components/icon';
import type { PanelModel } from '../panel-model';
import { runStyle } from '../runs/palette';
import { CardState, CardTitle } from './card';
import { ExportCard } from './export-card';
import { paintPrCurves, placeIn } from './paint-pr-curves';
import { Plot } from './plot';
import { nearestThreshold, pointAt, prLine, thresholdAt, type PrLine } from './pr-curve';
import { cardKey, stepChoice } from './step-choice';
import { StepSlider } from './step-slider';

const KIND = 'pr-curve';

interface PrCardProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
  readonly tag: string;
  readonly runs: readonly Run[];
  readonly labels: ReadonlyMap<string, string>;
}

/** The precision–recall curves of all runs that log one under a tag, each at its last step up to the chosen one. */
export function PrCard({ model, theme, tag, runs, labels }: PrCardProps): VNode {
  const { summaries } = model;
  const [threshold, setThreshold] = useState<number | null>(null);
  const ids = runs.map(({ id }) => id).join(' ');
  const release = (): void => runs.forEach(({ id }) => summaries.release(id, KIND, tag));
  useEffect(() => release, [ids, tag]);
  const known = runs.map((run) => ({ run, steps: summaries.steps(run.id, KIND, tag) }));
  const steps = [...new Set(known.flatMap(({ steps: { value } }) => value))].sort((a, b) => a - b);
  const choice = stepChoice(model, cardKey(KIND, tag, null), steps);
  const upTo = choice.follows ? Infinity : steps[choice.at]!;
  const readings = known.map(({ run, steps: { value, pending, failure } }) => {
    const index = value.findLastIndex((step) => step <= upTo);
    const reading = summaries.read(run.id, KIND, tag, index < 0 ? [] : [index]);
    return {
      run,
      summary: reading.value[0],
      pending: pending || reading.pending,
      failure: failure ?? reading.failure,
    };
  });
  const { focused, slots } = model.view;
  const lines = readings.flatMap(({ run, summary }) => {
    const style = runStyle(slots[run.id] ?? 0, theme.brightness);
    const dimmed = focused !== null && focused !== run.id;
    return prLine(run.id, labels.get(run.id)!, summary, style, dimmed) ?? [];
  });
  const finest = Math.max(2, ...lines.map(({ thresholds }) => thresholds));
  return (
    <>
      <CardTitle model={model} theme={theme} tag={tag} run={null} label={null}>
        <ExportCard model={model} theme={theme} target={{ kind: KIND, tag, run: null }} />
      </CardTitle>
      {lines.length > 0 && (
        <Plot
          paint={(canvas, size) => paintPrCurves(canvas, { lines, threshold, theme }, size)}
          pictureKey={JSON.stringify([
            theme.key,
            threshold,
            lines.map(({ run, color, step, dimmed, recall }) => [
              run,
              color,
              step,
              dimmed,
              recall.length,
            ]),
          ])}
          pointed={(place) => {
            if (place === null) return;
            const { recall, precision } = placeIn(place, place.x, place.y);
            setThreshold(nearestThreshold(lines, recall, precision));
          }}
        />
      )}
      <CardState
        pending={readings.some(({ pending }) => pending)}
        failure={readings.find(({ failure }) => failure !== null)?.failure ?? null}
        shows={lines.length > 0}
        again={release}
      />
      {readings.map(
        ({ run, summary }) =>
          summary?.problem && (
            <p key={run.id} class="card-note">
              {labels.get(run.id)}: {summary.problem}
            </p>
          ),
      )}
      <StepSlider label={`Step of ${tag}`} steps={steps} {...choice} />
      {lines.length > 0 && (
        <label class="step-slider">
          <input
            type="range"
            min={0}
            max={1}
            step={1 / (finest - 1)}
            value={threshold ?? 0.5}
            aria-label={`Threshold of ${tag}`}
            aria-valuetext={wordsOf(lines, threshold ?? 0.5)}
            onInput={(event) => setThreshold(event.currentTarget.valueAsNumber)}
          />
          <span class="muted">threshold {formatNumber(threshold ?? 0.5)}</span>
        </label>
      )}
      <Values lines={lines} threshold={threshold ?? 0.5} model={model} theme={theme} />
    </>
  );
}

const wordsOf = (lines: readonly PrLine[], threshold: number): string =>
  lines
    .map((line) => {
      const point = pointAt(line, threshold);
      return `${line.label}: precision ${formatNumber(line.precision[point]!)}, recall ${formatNumber(line.recall[point]!)}`;
    })
    .join('; ');

interface ValuesProps {
  readonly lines: readonly PrLine[];
  readonly threshold: number;
  readonly model: PanelModel;
  readonly theme: ChartTheme;
}

/** What the curves say at a threshold. */
function Values({ lines, threshold, model, theme }: ValuesProps): VNode | null {
  if (lines.length === 0) return null;
  return (
    <table class="values">
      <thead>
        <tr>
          {['Run', 'Step', 'Threshold', 'Precision', 'Recall'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const point = pointAt(line, threshold);
          return (
            <tr key={line.run}>
              <th scope="row">
                <RunMarker style={runStyle(model.view.slots[line.run] ?? 0, theme.brightness)} />{' '}
                {line.label}
              </th>
              <td>{formatCount(line.step)}</td>
              <td>{formatNumber(thresholdAt(line, point))}</td>
              <td>{formatNumber(line.precision[point]!)}</td>
              <td>{formatNumber(line.recall[point]!)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
