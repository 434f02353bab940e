/** What charts are painted with: a canvas, or whatever takes the same strokes. */
export interface Pen extends Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'rect'
  | 'clip'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'stroke'
  | 'translate'
  | 'setLineDash'
  | 'fillText'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
> {
  /** Fills the path as it stands. */
  fill(): void;
  /** Fills an outline given as an SVG path; where it overlaps itself is a hole. */
  fillOutline(path: string): void;
}

/** Markers of a few sizes. */
const outlines = new Map<string, Path2D>();

function outline(path: string): Path2D {
  let made = outlines.get(path);
  if (made === undefined) outlines.set(path, (made = new Path2D(path)));
  return made;
}

/** A canvas as a pen. */
export const canvasPen = (ctx: CanvasRenderingContext2D): Pen =>
  Object.assign(ctx, { fillOutline: (path: string) => ctx.fill(outline(path), 'evenodd') });
