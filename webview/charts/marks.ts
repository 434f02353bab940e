import type { ChartLine } from './line';
import type { Range } from './ranges';

/** Something that was done to a run or noticed in it: a thin line across its charts, with what it was under the pointer. */
export interface Mark {
  readonly x: number;
  readonly words: string;
  /** Noticed, not done: the line is whole, with a sign at its top. */
  readonly isAlert: boolean;
}

/** The marks of one chart, over its picture. */
export class Marks {
  readonly layer = document.createElement('div');

  constructor() {
    this.layer.className = 'marks';
  }

  /** @param left where an x lies, in CSS pixels */
  show(lines: readonly ChartLine[], range: Range, left: (x: number) => number): void {
    const elements = lines.flatMap(({ marks, style, label, dimmed }) =>
      marks
        .filter(({ x }) => x >= range[0] && x <= range[1])
        .map(({ x, words, isAlert }) => {
          const element = document.createElement('div');
          element.className = ['mark', isAlert && 'alert', dimmed && 'dimmed']
            .filter(Boolean)
            .join(' ');
          if (isAlert) element.append(sign());
          element.title = `${label}: ${words}`;
          element.style.transform = `translateX(${Math.round(left(x))}px)`;
          element.style.color = style.color;
          return element;
        }),
    );
    // What changes nothing still has the browser look at the page's styles again.
    if (elements.length + this.layer.childElementCount > 0) this.layer.replaceChildren(...elements);
  }
}

function sign(): HTMLElement {
  const icon = document.createElement('span');
  icon.className = 'codicon codicon-bell';
  return icon;
}
