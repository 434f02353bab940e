import type { Brightness } from '../runs/palette';

/** What a canvas needs to know of the editor's theme; everything else takes it from CSS. */
export interface ChartTheme {
  readonly brightness: Brightness;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly font: string;
  /** Changes whenever any of the others does. */
  readonly key: string;
}

const AXIS_FONT_PX = 11;

/** Borders of high-contrast themes are as strong as text: between lines they would pass for one. */
const FAINT = '25%';

const isLight = (classes: DOMTokenList): boolean =>
  classes.contains('vscode-light') || classes.contains('vscode-high-contrast-light');

const isHighContrast = (classes: DOMTokenList): boolean =>
  classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light');

export function readTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const variable = (name: string): string => style.getPropertyValue(name).trim();
  const theme = {
    brightness: isLight(document.body.classList) ? ('light' as const) : ('dark' as const),
    background: variable('--vscode-editor-background'),
    text: variable('--vscode-foreground'),
    muted: variable('--vscode-descriptionForeground'),
    grid: isHighContrast(document.body.classList)
      ? `color-mix(in srgb, ${variable('--vscode-foreground')} ${FAINT}, transparent)`
      : variable('--vscode-panel-border'),
    font: `${AXIS_FONT_PX}px ${style.fontFamily}`,
  };
  return { ...theme, key: JSON.stringify(theme) };
}

/** Calls back whenever the editor's theme, or the browser's on a page of its own, has changed. */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributeFilter: ['style'] });
}

/** On a page of its own, the browser's preference stands for the editor's theme. */
export function followBrowserTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
