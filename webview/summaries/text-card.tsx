import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { CardState, CardTitle, type CardProps } from './card';
import { ExportCard } from './export-card';
import { Prose } from './prose';
import { cardKey, stepChoice } from './step-choice';
import { StepSlider } from './step-slider';

const KIND = 'text';

/** What a run wrote under a tag, step by step. */
export function TextCard({ model, theme, tag, run, label }: CardProps): VNode {
  const { summaries } = model;
  useEffect(() => () => summaries.release(run.id, KIND, tag), [run.id, tag]);
  const steps = summaries.steps(run.id, KIND, tag);
  const choice = stepChoice(model, cardKey(KIND, tag, run.id), steps.value);
  const reading = summaries.read(run.id, KIND, tag, steps.value.length > 0 ? [choice.at] : []);
  const [shown] = reading.value;
  const texts = shown?.content?.kind === 'text' ? shown.content.texts : null;
  return (
    <>
      <CardTitle model={model} theme={theme} tag={tag} run={run} label={label}>
        <ExportCard model={model} theme={theme} target={{ kind: KIND, tag, run: run.id }} />
      </CardTitle>
      <div class="texts" tabIndex={0} role="group" aria-label={`${tag}, text`}>
        {texts?.map((text, i) => (
          <Prose key={i} text={text} />
        ))}
        {texts?.every((text) => text.trim() === '') && (
          <p class="card-note muted">An empty text.</p>
        )}
      </div>
      {shown?.problem && <p class="card-note">{shown.problem}</p>}
      <CardState
        pending={reading.pending || steps.pending}
        failure={reading.failure ?? steps.failure}
        shows={shown !== undefined}
        again={() => summaries.release(run.id, KIND, tag)}
      />
      <StepSlider label={`Step of ${tag}`} steps={steps.value} {...choice} />
    </>
  );
}
