/** How a chart is laid out, in CSS pixels. */
/** Right of the plot: room for the last values. */
export const GUTTER = 72;
/** Room for names behind them, where a chart is wide. */
const NAMES = 96;
const WIDE = 520;
export const gutterOf = (width: number): number => (width >= WIDE ? GUTTER + NAMES : GUTTER);
export const TOP_PADDING = 8;
/** `-1.025e-4` and a gap. */
export const Y_AXIS_WIDTH = 60;
export const X_AXIS_HEIGHT = 22;
export const MIN_TICK_DISTANCE_X = 70;
export const MIN_TICK_DISTANCE_Y = 32;
export const MIN_TICK_DISTANCE_LOG = 18;
