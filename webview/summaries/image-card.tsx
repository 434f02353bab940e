import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatCount } from '../../runtime/protocol/words';
import { CardState, CardTitle, type CardProps } from './card';
import { ExportCard } from './export-card';
import { Picture } from './picture';
import { cardKey, stepChoice } from './step-choice';
import { StepSlider } from './step-slider';

const KIND = 'image';

/** The pictures of a tag, step by step. */
export function ImageCard({ model, theme, tag, run, label }: CardProps): VNode {
  const { summaries } = model;
  useEffect(() => () => summaries.release(run.id, KIND, tag), [run.id, tag]);
  const steps = summaries.steps(run.id, KIND, tag);
  const choice = stepChoice(model, cardKey(KIND, tag, run.id), steps.value);
  const reading = summaries.read(run.id, KIND, tag, steps.value.length > 0 ? [choice.at] : []);
  const [shown] = reading.value;
  const images = shown?.content?.kind === 'image' ? shown.content.images : [];
  const nameOf = (i: number): string =>
    `${tag}, step ${formatCount(shown!.step)}${images.length > 1 ? `, picture ${i + 1} of ${images.length}` : ''}`;
  return (
    <>
      <CardTitle model={model} theme={theme} tag={tag} run={run} label={label}>
        {images.length > 1 && <span class="muted points">{images.length} pictures</span>}
        <ExportCard model={model} theme={theme} target={{ kind: KIND, tag, run: run.id }} />
      </CardTitle>
      <div class="pictures">
        {images.map((image, i) => (
          <Picture key={i} image={image} words={nameOf(i)} />
        ))}
        {shown?.content && images.length === 0 && (
          <p class="card-note muted">No picture was logged at this step.</p>
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
