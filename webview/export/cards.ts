/** Cards besides curves, as they are taken along: scatter charts, and what runs log besides scalars. */
import type { Run } from '../../runtime/protocol/runs';
import type { ContentKind, Summary } from '../../runtime/protocol/summaries';
import { formatCount } from '../../runtime/protocol/words';
import type { Pen } from '../charts/pen';
import type { ChartTheme } from '../charts/theme';
import type { PanelModel } from '../panel-model';
import { runLabels } from '../runs/describe';
import { runStyle, type RunStyle } from '../runs/palette';
import { paintScatter, type Size } from '../scatter/paint-scatter';
import { columnOf, scatteredRuns, scatterPicture } from '../scatter/shown';
import { cardKey, stepChoice } from '../summaries/step-choice';
import { histogramScene, histogramsShown } from '../summaries/histogram-scene';
import { paintHistograms } from '../summaries/paint-histograms';
import { paintPrCurves } from '../summaries/paint-pr-curves';
import { prLine, thresholdAt } from '../summaries/pr-curve';
import { shownTags } from '../summaries/shown-tags';
import type { CardData } from './card-data';
import { decoded, paintPictures } from './pictures';

/** Which card is meant: a scatter chart, or that of a tag, of one run or (precision–recall curves) of all. */
export type CardTarget =
  | { readonly kind: 'scatter'; readonly key: string }
  | { readonly kind: ContentKind; readonly tag: string; readonly run: string | null };

/** A run's name and how it is drawn. */
export interface LegendEntry {
  readonly label: string;
  readonly style: RunStyle;
}

/** A card as it is taken along. */
export interface SheetCard {
  readonly title: string;
  /** What stands beside the title: a run, a step. */
  readonly words: string;
  readonly legend: readonly LegendEntry[];
  /** Null for what is no drawing. */
  readonly paint: ((pen: Pen, size: Size) => void) | null;
  readonly data: CardData;
}

interface Source {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
}

/** The cards that the panel shows, folded ones left out; with a target, that one alone. */
export async function sheetCards(
  model: PanelModel,
  theme: ChartTheme,
  target: CardTarget | null,
): Promise<SheetCard[]> {
  const source = { model, theme };
  const { scatters, foldedGroups } = model.view;
  const runs = scatteredRuns(model);
  const ofRuns = scatters
    .filter(({ key }) => target === null || (target.kind === 'scatter' && target.key === key))
    .map((scatter) => scatterCard(source, scatter, runs));
  const tags = shownTags(model).filter(({ kind, tag }) =>
    target === null
      ? !foldedGroups.includes(`kind:${kind}`)
      : target.kind === kind && target.tag === tag,
  );
  const labels = runLabels(model.shownRuns);
  const ofTags = tags.flatMap(({ kind, tag, runs: ids }) => {
    const all = model.shownRuns
      .filter(({ id }) => ids.includes(id))
      .map((run) => ({ run, label: labels.get(run.id)! }));
    if (kind === 'pr-curve') return [prCard(source, tag, all)];
    const wanted = target !== null && target.kind !== 'scatter' ? target.run : null;
    return all
      .filter(({ run }) => wanted === null || run.id === wanted)
      .map((of) => CARDS[kind](source, tag, of));
  });
  const found = await Promise.all([...ofRuns, ...ofTags]);
  return found.filter((card) => card !== null);
}

interface LabelledRun {
  readonly run: Run;
  readonly label: string;
}

const styleOf = ({ model, theme }: Source, { id }: Run): RunStyle =>
  runStyle(model.view.slots[id] ?? 0, theme.brightness);

function scatterCard(
  { model, theme }: Source,
  scatter: PanelModel['view']['scatters'][number],
  runs: readonly Run[],
): SheetCard {
  const column = columnOf(model, scatter);
  const picture = scatterPicture(model, scatter, runs);
  const { slots } = model.view;
  const labels = runLabels(picture.points.map(({ run }) => run));
  const shown = picture.points.filter(({ run }) => slots[run.id] !== undefined);
  const stylesOf = (run: Run): RunStyle | null =>
    slots[run.id] === undefined ? null : styleOf({ model, theme }, run);
  return {
    title: `${scatter.y} over ${column.title}`,
    words: scatter.pick,
    legend: shown.map(({ run }) => ({ label: labels.get(run.id)!, style: stylesOf(run)! })),
    paint: (pen, size) =>
      paintScatter(
        pen,
        {
          ...{ picture, title: column.title, active: null, theme },
          styleOf: ({ run }) => stylesOf(run),
        },
        size,
      ),
    data: {
      kind: 'scatter',
      metric: scatter.y,
      pick: scatter.pick,
      over: column.title,
      points: picture.points.map(({ run, y }) => ({
        run: labels.get(run.id)!,
        id: run.id,
        x: column.value(run)!,
        y,
      })),
    },
  };
}

/** The chosen step's summary of a card; null where there is none to show. */
async function atChosenStep(
  { model }: Source,
  kind: ContentKind,
  tag: string,
  run: Run,
): Promise<Summary | null> {
  const choose = (steps: readonly number[]): number[] =>
    steps.length === 0 ? [] : [stepChoice(model, cardKey(kind, tag, run.id), steps).at];
  const { summaries } = await model.summaries.readOnce(run.id, kind, tag, choose);
  return summaries[0] ?? null;
}

async function histogramCard(
  source: Source,
  tag: string,
  { run, label }: LabelledRun,
): Promise<SheetCard | null> {
  const { model, theme } = source;
  const view = model.view.cards.histograms;
  const style = styleOf(source, run);
  let current = -1;
  const choose = (steps: readonly number[]): number[] => {
    current = stepChoice(model, cardKey('histogram', tag, run.id), steps).at;
    return histogramsShown(view, steps.length, current);
  };
  const { steps, summaries } = await model.summaries.readOnce(run.id, 'histogram', tag, choose);
  const { scene } = histogramScene(summaries, current, style.color, theme);
  const { rows } = scene;
  if (rows.length === 0) return null;
  return {
    title: tag,
    words: `${label}, ${formatCount(rows.length)} of ${formatCount(steps.length)} steps`,
    legend: [{ label, style }],
    paint: (pen, size) => paintHistograms(pen, view, scene, size),
    data: {
      ...{ kind: 'histogram', tag, run: label, id: run.id, steps: steps.length },
      histograms: rows.map(({ step, buckets }) => ({ step, buckets })),
    },
  };
}

async function prCard(
  source: Source,
  tag: string,
  runs: readonly LabelledRun[],
): Promise<SheetCard | null> {
  const { model, theme } = source;
  const { focused } = model.view;
  const all = await Promise.all(
    runs.map(({ run }) => model.summaries.readOnce(run.id, 'pr-curve', tag, () => [])),
  );
  const steps = [...new Set(all.flatMap((each) => each.steps))].sort((a, b) => a - b);
  const choice = stepChoice(model, cardKey('pr-curve', tag, null), steps);
  const upTo = choice.follows ? Infinity : steps[choice.at]!;
  const found = await Promise.all(
    runs.map(async ({ run, label }) => {
      const last = (own: readonly number[]): number[] =>
        own.flatMap((step, i) => (step <= upTo ? [i] : [])).slice(-1);
      const { summaries } = await model.summaries.readOnce(run.id, 'pr-curve', tag, last);
      const dimmed = focused !== null && focused !== run.id;
      return prLine(run.id, label, summaries[0], styleOf(source, run), dimmed);
    }),
  );
  const lines = found.filter((line) => line !== null);
  if (lines.length === 0) return null;
  return {
    title: tag,
    words: choice.follows ? '' : `step ${formatCount(upTo)}`,
    legend: runs.map(({ run, label }) => ({ label, style: styleOf(source, run) })),
    paint: (pen, size) => paintPrCurves(pen, { lines, threshold: null, theme }, size),
    data: {
      kind: 'pr-curve',
      tag,
      curves: lines.map((line) => ({
        ...{ run: line.label, id: line.run, step: line.step },
        thresholds: line.recall.map((_, point) => thresholdAt(line, point)),
        ...{ precision: line.precision, recall: line.recall },
      })),
    },
  };
}

async function imageCard(
  source: Source,
  tag: string,
  { run, label }: LabelledRun,
): Promise<SheetCard | null> {
  const summary = await atChosenStep(source, 'image', tag, run);
  if (summary?.content?.kind !== 'image' || summary.content.images.length === 0) return null;
  const { step, content } = summary;
  const pictures = await decoded(content.images);
  return {
    title: tag,
    words: `${label}, step ${formatCount(step)}`,
    legend: [],
    paint: pictures.length === 0 ? null : (pen, size) => paintPictures(pen, pictures, size),
    data: {
      ...{ kind: 'image', tag, run: label, id: run.id, step },
      pictures: content.images.map(({ type, bytes, data }) => ({ type, bytes, data })),
    },
  };
}

async function textCard(
  source: Source,
  tag: string,
  { run, label }: LabelledRun,
): Promise<SheetCard | null> {
  const summary = await atChosenStep(source, 'text', tag, run);
  if (summary?.content?.kind !== 'text') return null;
  const { step, content } = summary;
  return {
    title: tag,
    words: `${label}, step ${formatCount(step)}`,
    legend: [],
    paint: null,
    data: { kind: 'text', tag, run: label, id: run.id, step, texts: content.texts },
  };
}

const CARDS = { histogram: histogramCard, image: imageCard, text: textCard };
