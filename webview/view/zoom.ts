import type { ViewState } from './view-state';

/** A range of x, in the unit of its axis; null follows the data. */
export type Zoom = readonly [number, number] | null;

/** The zoom of a metric's chart: that of all charts, or where they are not linked, its own. */
export function zoomOf({ linked, zoom, zooms }: ViewState, tag: string): Zoom {
  const own = zooms[tag];
  return linked || own === undefined ? zoom : own;
}

/** Zooms all charts, or where they are not linked, one; no chart in particular: all of them. */
export function withZoom(view: ViewState, tag: string | null, zoom: Zoom): ViewState {
  if (view.linked || tag === null) return { ...view, zoom, zooms: {} };
  return { ...view, zooms: { ...view.zooms, [tag]: zoom } };
}

/** Links the charts, which then show the range of one of them; or lets each go its own way from where it is. */
export const withLink = (view: ViewState, linked: boolean, tag: string | undefined): ViewState => ({
  ...view,
  linked,
  zoom: linked && tag !== undefined ? zoomOf(view, tag) : view.zoom,
  zooms: {},
});

/** Whether any chart shows less than all. */
export const isZoomed = ({ zoom, zooms }: ViewState): boolean =>
  zoom !== null || Object.values(zooms).some((own) => own !== null);

const ROUNDING = 1e-9;

/**
 * The range scaled about a point: `factor` below 1 zooms in. Zooming out to all of the extent follows again.
 * @param log Lengths are ratios, as on a logarithmic axis, and all numbers above 0.
 */
export function zoomAbout(
  range: readonly [number, number],
  extent: readonly [number, number],
  centre: number,
  factor: number,
  log = false,
): Zoom {
  const place = log ? Math.log : (x: number): number => x;
  const back = log ? Math.exp : place;
  const middle = place(centre);
  const low = Math.max(extent[0], back(middle - (middle - place(range[0])) * factor));
  const high = Math.min(extent[1], back(middle + (place(range[1]) - middle) * factor));
  // Logarithms and back leave a rounding.
  const slack = ROUNDING * (extent[1] - extent[0]);
  if (low <= extent[0] + slack && high >= extent[1] - slack) return null;
  return low < high ? [low, high] : range;
}
