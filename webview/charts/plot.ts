import * as layout from './layout';
import type { Box } from './projection';

/** Of a place in the page, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A press that moves less, in CSS pixels, is a click by an unsteady hand. */
const LEAST_DRAG = 4;

export interface PlotEvents {
  /** The pointer is so many CSS pixels from the left end of the plot; null: it has left. */
  pointed(left: number | null): void;
  /** A stretch of the plot was dragged over, from its left end on. */
  selected(from: number, to: number): void;
  /** All of it is wanted again. */
  reset(): void;
}

/** Canvas and pointer of one chart. What is drawn, and what places mean, is its chart's to say. */
export class Plot {
  readonly ctx: CanvasRenderingContext2D;
  /** Lies over the lines, and takes the pointer. */
  readonly area = document.createElement('div');
  size: Size = { width: 0, height: 0 };
  /** Canvas pixels for one CSS pixel. */
  ratio = 1;
  private readonly canvas = document.createElement('canvas');
  private readonly selection = document.createElement('div');
  /** Where a drag began. */
  private from: number | null = null;

  constructor(private readonly events: PlotEvents) {
    this.ctx = this.canvas.getContext('2d')!;
    const { area, selection } = this;
    area.className = 'plot-area';
    selection.className = 'selection';
    selection.hidden = true;
    area.append(selection);
    area.addEventListener('pointerdown', this.pressed);
    area.addEventListener('pointermove', this.moved);
    area.addEventListener('pointerup', this.released);
    area.addEventListener('pointercancel', () => this.drop());
    area.addEventListener('pointerleave', () => events.pointed(null));
    area.addEventListener('dblclick', () => events.reset());
  }

  /** Shows it. Words on a canvas that is not yet in the page cost the page no look at its styles. */
  appendTo(host: HTMLElement): void {
    host.prepend(this.canvas, this.area);
  }

  /**
   * Makes it so large; says whether it was not. The picture is gone then.
   * @param font of the canvas from then on, in CSS pixels: to name it for each picture would have the browser look at
   * the page's styles each time
   */
  fit({ width, height }: Size, font: string): boolean {
    const ratio = devicePixelRatio;
    const { size } = this;
    if (width === size.width && height === size.height && ratio === this.ratio) return false;
    this.size = { width, height };
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.ctx.font = font.replace(/^[\d.]+/, (size) => String(Number(size) * ratio));
    const { left, top, right, bottom } = this.inner;
    Object.assign(this.area.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
    return true;
  }

  /** Where lines go, in CSS pixels. */
  get inner(): Box {
    const { width, height } = this.size;
    const left = layout.Y_AXIS_WIDTH;
    const top = layout.TOP_PADDING;
    return {
      left,
      top,
      right: Math.max(left + 1, width - layout.gutterOf(width)),
      bottom: Math.max(top + 1, height - layout.X_AXIS_HEIGHT),
    };
  }

  /** The same on the canvas. */
  get box(): Box {
    const { ratio } = this;
    const { left, top, right, bottom } = this.inner;
    return {
      left: Math.round(left * ratio),
      top: Math.round(top * ratio),
      right: Math.round(right * ratio),
      bottom: Math.round(bottom * ratio),
    };
  }

  clear(): void {
    this.ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  private readonly pressed = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.from = this.placeOf(event);
    this.area.setPointerCapture(event.pointerId);
  };

  private readonly moved = (event: PointerEvent): void => {
    const at = this.placeOf(event);
    this.events.pointed(at);
    if (this.from === null) return;
    const [left, right] = [Math.min(this.from, at), Math.max(this.from, at)];
    this.selection.hidden = right - left < LEAST_DRAG;
    this.selection.style.left = `${left}px`;
    this.selection.style.width = `${right - left}px`;
  };

  private readonly released = (event: PointerEvent): void => {
    const { from } = this;
    this.drop();
    if (from === null) return;
    const to = this.placeOf(event);
    if (Math.abs(to - from) >= LEAST_DRAG)
      this.events.selected(Math.min(from, to), Math.max(from, to));
  };

  private drop(): void {
    this.from = null;
    this.selection.hidden = true;
  }

  /** Where the pointer is, over a mark too, and while a drag goes beyond the ends. */
  private placeOf({ clientX }: PointerEvent): number {
    const { left, width } = this.area.getBoundingClientRect();
    return Math.max(0, Math.min(width, clientX - left));
  }
}
