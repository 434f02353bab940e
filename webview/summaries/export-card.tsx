import type { VNode } from 'preact';
import type { ChartTheme } from '../charts/theme';
import { ExportMenu } from '../components/export-menu';
import { exportCharts } from '../export/exporter';
import type { CardTarget } from '../export/cards';
import type { PanelModel } from '../panel-model';

interface ExportCardProps {
  readonly model: PanelModel;
  readonly theme: ChartTheme;
  readonly target: Exclude<CardTarget, { kind: 'scatter' }>;
}

/** The ways in which a card can be taken out of the panel; a text is no picture. */
export const ExportCard = ({ model, theme, target }: ExportCardProps): VNode => (
  <ExportMenu
    label={`Export ${target.tag}`}
    drawn={target.kind !== 'text'}
    choose={(choice) => void exportCharts(model, theme, target, choice)}
  />
);
