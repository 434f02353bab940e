/** How a chart is laid out, in CSS pixels. */
export const GUTTER = 72;
export const TOP_PADDING = 8;
export const Y_AXIS_WIDTH = 52;
export const X_AXIS_HEIGHT = 22;
export const MIN_TICK_DISTANCE_X = 70;
export const MIN_TICK_DISTANCE_Y = 32;
export const MIN_TICK_DISTANCE_LOG = 18;
