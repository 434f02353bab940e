import type { VNode } from 'preact';
import { formatCount } from '../../runtime/protocol/words';

interface StepSliderProps {
  /** What the slider is for, as screen readers say it. */
  readonly label: string;
  readonly steps: readonly number[];
  /** Place of the chosen one. */
  readonly at: number;
  /** The newest is followed. */
  readonly follows: boolean;
  /** What stands there, in words. */
  readonly words?: string;
  /** Null: the newest, whichever that will be. */
  choose(at: number | null): void;
}

/** Goes through the steps at which something was logged; at the end it follows what comes. */
export function StepSlider(props: StepSliderProps): VNode | null {
  const { label, steps, at, follows, words, choose } = props;
  if (steps.length === 0) return null;
  const last = steps.length - 1;
  const step = `step ${formatCount(steps[at]!)}`;
  return (
    <div class="step-slider">
      {steps.length > 1 && (
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={at}
          aria-label={label}
          aria-valuetext={words === undefined ? step : `${step}: ${words}`}
          onInput={(event) => {
            const chosen = event.currentTarget.valueAsNumber;
            choose(chosen === last ? null : chosen);
          }}
        />
      )}
      <span class="muted">
        {step}
        {steps.length > 1 && ` (${formatCount(at + 1)} of ${formatCount(steps.length)})`}
        {follows && steps.length > 1 && ', newest'}
      </span>
    </div>
  );
}
