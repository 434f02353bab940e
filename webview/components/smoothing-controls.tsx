import type { VNode } from 'preact';
import type { PanelModel } from '../panel-model';
import {
  positionOf,
  positions,
  SMOOTHER_NAMES,
  SMOOTHERS,
  strengthAt,
  strengthText,
  strengthWords,
  withStrength,
} from '../view/smoothing';

/** How curves are smoothed, and how strongly. */
export function SmoothingControls({ model }: { model: PanelModel }): VNode {
  const { view } = model;
  const { smoother } = view;
  const words = strengthWords(view);
  return (
    <span class="smoothing" role="group" aria-label="Smoothing">
      <select
        aria-label="Way of smoothing"
        title="Curves are smoothed over steps, with every point that was logged; the values themselves stay faintly visible"
        value={smoother}
        onChange={(event) => {
          const chosen = SMOOTHERS.find((each) => each === event.currentTarget.value)!;
          model.change((old) => ({ ...old, smoother: chosen }));
        }}
      >
        {SMOOTHERS.map((each) => (
          <option key={each} value={each}>
            {SMOOTHER_NAMES[each]}
          </option>
        ))}
      </select>
      <input
        type="range"
        min={0}
        max={positions(smoother)}
        step={1}
        value={positionOf(view)}
        aria-label="Smoothing"
        aria-valuetext={words}
        title={`Smoothing (s): ${words}`}
        onInput={(event) => {
          const strength = strengthAt(smoother, event.currentTarget.valueAsNumber);
          model.change((old) => withStrength(old, strength));
        }}
      />
      <span class="smoothing-value" title={words}>
        {strengthText(view)}
      </span>
    </span>
  );
}
