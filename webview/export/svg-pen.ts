import type { Pen, PenPicture } from '../charts/pen';

type Style = Pen['fillStyle'];

/** What a canvas keeps with `save`. */
interface Settings {
  fillStyle: Style;
  strokeStyle: Style;
  lineWidth: number;
  lineJoin: CanvasLineJoin;
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  dash: readonly number[];
  x: number;
  y: number;
  size: number;
  turn: number;
  clip: string | null;
}

/** How far a text's baseline lies below the height that it is put at, in font sizes. */
const BASELINE_DROP: Readonly<Partial<Record<CanvasTextBaseline, number>>> = {
  middle: 0.35,
  top: 0.8,
};

export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const round = (value: number): string => String(Number(value.toFixed(2)));

/**
 * Writes the strokes of a canvas down as SVG, with presentation attributes only, so that a page without inline styles
 * can hold it. Of canvas' features it has those of a `Pen`; of arcs only whole circles, of scales only even ones, and
 * only texts are turned.
 */
export class SvgPen implements Pen {
  fillStyle: Style = '#000';
  strokeStyle: Style = '#000';
  lineWidth = 1;
  lineJoin: CanvasLineJoin = 'miter';
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  private dash: readonly number[] = [];
  private x = 0;
  private y = 0;
  private size = 1;
  private turn = 0;
  private clipped: string | null = null;
  private path = '';
  private clips = 0;
  private readonly kept: Settings[] = [];
  private readonly elements: string[] = [];

  /** @param prefix of the ids that it gives: unique in the page that holds the picture */
  constructor(private readonly prefix: string) {}

  /** The whole picture. */
  document(width: number, height: number, title: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escapeMarkup(title)}</title>`,
      ...this.elements,
      '</svg>',
      '',
    ].join('\n');
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font } = this;
    const { textAlign, textBaseline, dash, x, y, size, turn, clipped: clip } = this;
    this.kept.push({
      ...{ fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font },
      ...{ textAlign, textBaseline, dash, x, y, size, turn, clip },
    });
  }

  restore(): void {
    const kept = this.kept.pop();
    if (!kept) return;
    const { clip, ...settings } = kept;
    Object.assign(this, settings);
    this.clipped = clip;
  }

  translate(x: number, y: number): void {
    this.x += x * this.size;
    this.y += y * this.size;
  }

  scale(by: number): void {
    this.size *= by;
  }

  rotate(angle: number): void {
    this.turn += angle;
  }

  setLineDash(dash: Iterable<number>): void {
    this.dash = [...dash];
  }

  beginPath(): void {
    this.path = '';
  }

  moveTo(x: number, y: number): void {
    this.path += `M${this.at(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `${this.path === '' ? 'M' : 'L'}${this.at(x, y)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    const [w, h] = [width * this.size, height * this.size];
    this.path += `M${this.at(x, y)}h${round(w)}v${round(h)}h${round(-w)}z`;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }

  arc(x: number, y: number, radius: number): void {
    const [r, twice] = [round(radius * this.size), round(2 * radius * this.size)];
    this.path += `M${this.at(x + radius, y)}a${r},${r} 0 1 1 -${twice},0a${r},${r} 0 1 1 ${twice},0`;
  }

  clip(): void {
    const id = `${this.prefix}clip${++this.clips}`;
    this.elements.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.clipped = id;
  }

  stroke(): void {
    if (this.path === '') return;
    this.put('path', {
      d: this.path,
      fill: 'none',
      stroke: String(this.strokeStyle),
      'stroke-width': round(this.lineWidth * this.size),
      'stroke-linejoin': this.lineJoin,
      ...(this.dash.length > 0
        ? { 'stroke-dasharray': this.dash.map((length) => round(length * this.size)).join(' ') }
        : {}),
      ...this.opacity,
    });
  }

  fill(): void {
    if (this.path === '') return;
    this.put('path', { d: this.path, fill: String(this.fillStyle), ...this.opacity });
  }

  fillOutline(path: string): void {
    this.put('path', {
      d: path,
      transform: `translate(${this.at(0, 0)})${this.size === 1 ? '' : ` scale(${round(this.size)})`}`,
      fill: String(this.fillStyle),
      'fill-rule': 'evenodd',
      ...this.opacity,
    });
  }

  fillText(text: string, x: number, y: number): void {
    const [, bold, size, family] = /^(bold )?([\d.]+)px (.*)$/.exec(this.font) ?? [];
    const drop = (BASELINE_DROP[this.textBaseline] ?? 0) * Number(size);
    const [left, top] = this.at(x, y + drop).split(',');
    const anchor = { right: 'end', end: 'end', center: 'middle', left: 'start', start: 'start' };
    this.put(
      'text',
      {
        x: left!,
        y: top!,
        fill: String(this.fillStyle),
        'font-family': family ?? 'sans-serif',
        'font-size': round(Number(size ?? 10) * this.size),
        ...(this.turn === 0
          ? {}
          : {
              transform: `rotate(${round((180 / Math.PI) * this.turn)} ${this.at(0, 0).replace(',', ' ')})`,
            }),
        ...(bold ? { 'font-weight': 'bold' } : {}),
        'text-anchor': anchor[this.textAlign],
        ...this.opacity,
      },
      text,
    );
  }

  drawPicture(
    { address, bitmap }: PenPicture,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void {
    const [left, top] = this.at(x, y).split(',');
    this.put('image', {
      href: address,
      x: left!,
      y: top!,
      width: round(width * this.size),
      height: round(height * this.size),
      ...(width > bitmap.width ? { 'image-rendering': 'pixelated' } : {}),
    });
  }

  private get opacity(): Record<string, string> {
    return this.globalAlpha === 1 ? {} : { opacity: round(this.globalAlpha) };
  }

  private at(x: number, y: number): string {
    return `${round(x * this.size + this.x)},${round(y * this.size + this.y)}`;
  }

  private put(name: string, attributes: Record<string, string>, text?: string): void {
    const all = this.clipped ? { ...attributes, 'clip-path': `url(#${this.clipped})` } : attributes;
    const written = Object.entries(all).map(([key, value]) => ` ${key}="${escapeMarkup(value)}"`);
    this.elements.push(
      `<${name}${written.join('')}${text === undefined ? '/>' : `>${escapeMarkup(text)}</${name}>`}`,
    );
  }
}
