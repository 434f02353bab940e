import { markerPath } from '../runs/palette';
import { formatNumber } from '../../runtime/protocol/words';
import type { ChartLine, Group } from './line';
import { placeReadout, type Box, type Point } from './readout-place';

/** Rows that a readout has room for without hiding the chart. */
const MAX_ROWS = 10;
const SVG = 'http://www.w3.org/2000/svg';

export interface ReadoutRow {
  readonly line: ChartLine;
  readonly value: number;
  /** Which of its points that is. */
  readonly point: number;
  /** The moving average there; null when none is drawn. */
  readonly smoothed: number | null;
  /** Where this line's nearest point is, when not at the crosshair itself. */
  readonly elsewhere: string | null;
  /** How far it is from the baseline there; null where there is none. */
  readonly delta: string | null;
}

/** The box beside the crosshair that says the values there. */
export class Readout {
  private readonly element = document.createElement('div');

  constructor() {
    this.element.className = 'readout';
    this.element.hidden = true;
  }

  hide(): void {
    if (!this.element.hidden) this.element.hidden = true;
  }

  /** Highest value first, as the lines lie on the chart, which is in `host`. */
  show(
    host: HTMLElement,
    title: string,
    rows: readonly ReadoutRow[],
    crosshair: number,
    points: readonly Point[],
    bounds: Box,
  ): void {
    const height = (row: ReadoutRow): number => row.smoothed ?? row.value;
    const sorted = [...rows].sort((a, b) => height(b) - height(a) || 0);
    const head = document.createElement('div');
    head.className = 'readout-title';
    head.textContent = title;
    const body = sorted.slice(0, MAX_ROWS).map(rowElement);
    if (sorted.length > MAX_ROWS) {
      const more = document.createElement('div');
      more.className = 'muted';
      more.textContent = `and ${sorted.length - MAX_ROWS} more`;
      body.push(more);
    }
    this.element.replaceChildren(head, ...body);
    if (this.element.parentElement !== host) host.append(this.element);
    this.element.hidden = false;
    const { left, top } = placeReadout(
      crosshair,
      points,
      { width: this.element.offsetWidth, height: this.element.offsetHeight },
      bounds,
    );
    this.element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}

function rowElement(said: ReadoutRow): HTMLElement {
  const { line, value, smoothed, elsewhere, delta } = said;
  const row = document.createElement('div');
  row.className = 'readout-row';
  const cell = (className: string, text: string): HTMLElement => {
    const element = document.createElement('span');
    element.className = className;
    element.textContent = text;
    return element;
  };
  row.append(
    markerElement(line),
    cell('readout-name', line.label),
    ...(elsewhere === null ? [] : [cell('muted', elsewhere)]),
    ...(smoothed === null ? [] : [cell('readout-value', formatNumber(smoothed))]),
    cell(smoothed === null ? 'readout-value' : 'readout-value muted', formatNumber(value)),
    ...(line.group === null ? [] : [cell('muted', bandWords(line.group, said.point))]),
    ...(line.baseline ? [cell('muted', 'baseline')] : []),
    ...(delta === null ? [] : [cell('readout-value', delta)]),
  );
  return row;
}

/** The band there, and how many runs the mean is of where some are missing. */
function bandWords({ low, high, counts, runs }: Group, i: number): string {
  const band = `${formatNumber(low[i]!)} to ${formatNumber(high[i]!)}`;
  return counts[i] === runs ? band : `${band}, of ${counts[i]} runs`;
}

function markerElement({ style }: ChartLine): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '-5 -5 10 10');
  svg.setAttribute('class', 'marker');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', markerPath(style.marker, 4));
  path.setAttribute('fill', style.color);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
