import type { ChartLine } from './line';
import type { Range } from './ranges';

/** Something that was done to a run: a thin line across its charts, with what it was to be read under the pointer. */
export interface Mark {
  readonly x: number;
  readonly words: string;
}

/** The marks of one chart, over its picture. */
export class Marks {
  private readonly layer = document.createElement('div');

  constructor(host: HTMLElement) {
    this.layer.className = 'marks';
    host.append(this.layer);
  }

  /** @param left where an x lies, in CSS pixels */
  show(lines: readonly ChartLine[], range: Range, left: (x: number) => number): void {
    const elements = lines.flatMap(({ marks, style, label, dimmed }) =>
      marks
        .filter(({ x }) => x >= range[0] && x <= range[1])
        .map(({ x, words }) => {
          const element = document.createElement('div');
          element.className = dimmed ? 'mark dimmed' : 'mark';
          element.title = `${label}: ${words}`;
          element.style.transform = `translateX(${Math.round(left(x))}px)`;
          element.style.color = style.color;
          return element;
        }),
    );
    this.layer.replaceChildren(...elements);
  }
}
