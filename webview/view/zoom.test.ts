import { expect, test } from 'vitest';
import { INITIAL_VIEW } from './view-state';
import { isZoomed, withLink, withZoom, zoomAbout, zoomOf } from './zoom';

test('zooming keeps the centre in place, stays within the data and ends in following', () => {
  expect(zoomAbout([0, 100], [0, 100], 50, 0.5)).toEqual([25, 75]);
  expect(zoomAbout([0, 100], [0, 100], 0, 0.5)).toEqual([0, 50]);
  expect(zoomAbout([25, 75], [0, 100], 50, 1.5)).toEqual([12.5, 87.5]);
  expect(zoomAbout([25, 75], [0, 100], 50, 2)).toBeNull();
});

test('on a logarithmic axis zooming keeps ratios', () => {
  const zoom = zoomAbout([1, 10_000], [1, 10_000], 100, 0.5, true)!;
  expect(zoom[0]).toBeCloseTo(10);
  expect(zoom[1]).toBeCloseTo(1000);
  expect(zoomAbout([10, 1000], [1, 10_000], 100, 2, true)).toBeNull();
});

test('linked charts have one zoom, others each its own, and one for all ends those', () => {
  const linked = withZoom(INITIAL_VIEW, 'a', [1, 2]);
  expect([zoomOf(linked, 'a'), zoomOf(linked, 'b')]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  const apart = withZoom(withLink(linked, false, 'a'), 'a', [3, 4]);
  expect([zoomOf(apart, 'a'), zoomOf(apart, 'b')]).toEqual([
    [3, 4],
    [1, 2],
  ]);
  expect(zoomOf(withZoom(apart, 'b', null), 'b')).toBeNull();
  expect(withLink(apart, true, 'a')).toEqual(withZoom(INITIAL_VIEW, null, [3, 4]));
  expect(isZoomed(apart)).toBe(true);
  expect(isZoomed(withZoom(apart, null, null))).toBe(false);
});
