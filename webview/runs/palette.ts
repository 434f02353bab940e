/**
 * Colours of runs: the hues of Okabe and Ito ("Color Universal Design", 2008), which people with any colour vision
 * tell apart, made lighter or darker until each has a contrast of at least 3 to the background (WCAG 1.4.11).
 */
export const PALETTES = {
  dark: ['#56b4e9', '#e69f00', '#2bb38a', '#e879b9', '#f0e442', '#e8743b', '#7f9cff', '#b8b8b8'],
  light: ['#0072b2', '#b36b00', '#00795a', '#a8417f', '#7a7000', '#c44601', '#4457c9', '#5f5f5f'],
} as const;
export type Brightness = keyof typeof PALETTES;

export const MARKERS = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'down',
  'cross',
  'plus',
  'ring',
] as const;
export type Marker = (typeof MARKERS)[number];

/** Dashes in CSS pixels, one row for each time that the colours are used up. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

export interface RunStyle {
  readonly color: string;
  readonly marker: Marker;
  readonly dash: readonly number[];
}

/** Colour, marker and dash of the run in a slot. Colour and marker change together; dashes tell repeats apart. */
export function runStyle(slot: number, brightness: Brightness): RunStyle {
  const colors = PALETTES[brightness];
  return {
    color: colors[slot % colors.length]!,
    marker: MARKERS[slot % MARKERS.length]!,
    dash: DASHES[Math.floor(slot / colors.length) % DASHES.length]!,
  };
}

/** The outline of a marker about (0, 0) in a box of 2·r, as an SVG path. */
export function markerPath(marker: Marker, r: number): string {
  const s = 0.85 * r;
  const t = r / 3;
  switch (marker) {
    case 'circle':
      return `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
    case 'ring':
      return `${markerPath('circle', r)}M${r / 2},0a${r / 2},${r / 2} 0 1 1 ${-r},0a${r / 2},${r / 2} 0 1 1 ${r},0z`;
    case 'square':
      return `M${-s},${-s}h${2 * s}v${2 * s}h${-2 * s}z`;
    case 'triangle':
      return `M0,${-r}L${r},${s}H${-r}z`;
    case 'down':
      return `M0,${r}L${r},${-s}H${-r}z`;
    case 'diamond':
      return `M0,${-1.15 * r}L${1.15 * r},0L0,${1.15 * r}L${-1.15 * r},0z`;
    case 'plus':
      return `M${-t},${-r}h${2 * t}v${r - t}h${r - t}v${2 * t}h${t - r}v${r - t}h${-2 * t}v${t - r}h${t - r}v${-2 * t}h${r - t}z`;
    case 'cross': {
      const [a, b] = [r, 0.6 * r];
      return `M${-a},${-b}L${-b},${-a}L0,${b - a}L${b},${-a}L${a},${-b}L${a - b},0L${a},${b}L${b},${a}L0,${a - b}L${-b},${a}L${-a},${b}L${b - a},0z`;
    }
  }
}
