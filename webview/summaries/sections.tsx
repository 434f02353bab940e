import type { ComponentChildren, VNode } from 'preact';
import type { ContentKind } from '../../runtime/protocol/summaries';
import type { ChartTheme } from '../charts/theme';
import { Icon } from '../components/icon';
import type { PanelModel } from '../panel-model';
import { runLabels } from '../runs/describe';
import type { CardProps } from './card';
import { HistogramCard } from './histogram-card';
import { ImageCard } from './image-card';
import { OnScreen } from './on-screen';
import { HISTOGRAM_VIEWS, type HistogramView } from './paint-histograms';
import { PrCard } from './pr-card';
import { shownTags, unshownWords } from './shown-tags';
import type { TagOfRuns } from './summary-book';
import { TextCard } from './text-card';

/** Sections in their order. */
const SECTIONS: readonly { readonly kind: ContentKind; readonly title: string }[] = [
  { kind: 'histogram', title: 'Histograms' },
  { kind: 'pr-curve', title: 'PR Curves' },
  { kind: 'image', title: 'Images' },
  { kind: 'text', title: 'Texts' },
];

/** A card for each run and tag; precision–recall curves share one. */
const CARDS: Readonly<Record<Exclude<ContentKind, 'pr-curve'>, (props: CardProps) => VNode>> = {
  histogram: HistogramCard,
  image: ImageCard,
  text: TextCard,
};

/** What the shown runs log besides scalars: a section for each kind. */
export function SummarySections({ model, theme }: { model: PanelModel; theme: ChartTheme }): VNode {
  const tags = shownTags(model);
  const unshown = unshownWords(model);
  return (
    <>
      {SECTIONS.map(({ kind, title }) => {
        const own = tags.filter((each) => each.kind === kind);
        return (
          own.length > 0 && (
            <Section key={kind} model={model} kind={kind} title={title} count={own.length}>
              {own.map((each) => (
                <TagCards key={each.tag} model={model} theme={theme} of={each} />
              ))}
            </Section>
          )
        );
      })}
      {unshown !== null && <p class="unshown muted">{unshown}</p>}
    </>
  );
}

function TagCards(props: {
  model: PanelModel;
  theme: ChartTheme;
  of: TagOfRuns<ContentKind>;
}): VNode {
  const { model, theme, of } = props;
  const { kind, tag } = of;
  const labels = runLabels(model.shownRuns);
  const runs = model.shownRuns.filter(({ id }) => of.runs.includes(id));
  if (kind === 'pr-curve')
    return (
      <OnScreen class={kind} label={tag} tag={tag} run={null}>
        {() => <PrCard model={model} theme={theme} tag={tag} runs={runs} labels={labels} />}
      </OnScreen>
    );
  const Card = CARDS[kind];
  const isAlone = model.shownRuns.length === 1;
  return (
    <>
      {runs.map((run) => {
        const label = isAlone ? null : labels.get(run.id)!;
        return (
          <OnScreen
            key={run.id}
            class={kind}
            label={label === null ? tag : `${tag}, ${label}`}
            tag={tag}
            run={run.id}
          >
            {() => <Card model={model} theme={theme} tag={tag} run={run} label={label} />}
          </OnScreen>
        );
      })}
    </>
  );
}

interface SectionProps {
  readonly model: PanelModel;
  readonly kind: ContentKind;
  readonly title: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

function Section({ model, kind, title, count, children }: SectionProps): VNode {
  const key = `kind:${kind}`;
  const { foldedGroups } = model.view;
  const folded = foldedGroups.includes(key);
  const toggle = (): void =>
    model.change((view) => ({
      ...view,
      foldedGroups: folded
        ? view.foldedGroups.filter((name) => name !== key)
        : [...view.foldedGroups, key],
    }));
  return (
    <section class={`group of-${kind}`}>
      <header class="section-title">
        <button type="button" class="fold" aria-expanded={!folded} onClick={toggle}>
          <Icon name={folded ? 'chevron-right' : 'chevron-down'} />
          {title}
          <span class="badge">{count}</span>
        </button>
        {kind === 'histogram' && !folded && <HistogramViews model={model} />}
      </header>
      {!folded && <div class="grid">{children}</div>}
    </section>
  );
}

const VIEW_TITLES: Readonly<Record<HistogramView, string>> = {
  ridges: 'Ridges',
  'heat map': 'Heat Map',
  percentiles: 'Percentiles',
};

const HistogramViews = ({ model }: { model: PanelModel }): VNode => (
  <div class="controls" role="group" aria-label="Histograms as">
    {HISTOGRAM_VIEWS.map((histograms) => (
      <button
        key={histograms}
        type="button"
        class="toggle"
        aria-pressed={model.view.cards.histograms === histograms}
        onClick={() => model.change((view) => ({ ...view, cards: { ...view.cards, histograms } }))}
      >
        {VIEW_TITLES[histograms]}
      </button>
    ))}
  </div>
);
