import { expect, test } from 'vitest';
import { MARKERS, markerPath, PALETTES, runStyle } from './palette';

/** Relative luminance as WCAG 2.1 defines it. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

test.each([
  ['light', '#ffffff'],
  ['dark', '#1f1f1f'],
  ['dark', '#000000'],
] as const)('every colour of the %s palette stands out from %s', (brightness, background) => {
  for (const color of PALETTES[brightness])
    expect(contrast(color, background), color).toBeGreaterThanOrEqual(3);
});

test('runs are told apart by more than colour', () => {
  const styles = Array.from({ length: 32 }, (_, slot) => runStyle(slot, 'light'));
  const looks = styles.map(({ color, marker, dash }) => `${color} ${marker} ${dash.join()}`);
  expect(new Set(looks).size).toBe(32);
  const withoutColor = styles.map(({ marker, dash }) => `${marker} ${dash.join()}`);
  expect(new Set(withoutColor).size).toBe(32);
});

test('every marker has an outline of its own', () => {
  const outlines = MARKERS.map((marker) => markerPath(marker, 4));
  expect(new Set(outlines).size).toBe(MARKERS.length);
  for (const outline of outlines) expect(outline).toMatch(/^M[-\d., aAhvHVLzM]+$/);
});
