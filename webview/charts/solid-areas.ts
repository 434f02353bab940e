import type { Covered } from './covered';

/**
 * The solid areas of lines that are drawn one over the other, in a box of pixels. To fill an outline of a thousand
 * corners takes a canvas many times as long.
 */
export class SolidAreas {
  private width = 0;
  private height = 0;
  /** Column by column, each from top to bottom; red, green, blue and opacity, each by itself. */
  private pixels = new Uint32Array(0);
  private bytes = new Uint8ClampedArray(0);
  /** Columns that something was added to: [from, to). */
  private from = 0;
  private to = 0;

  get isEmpty(): boolean {
    return this.from === this.to;
  }

  /** Makes the box so large. Forgets what was added. */
  resize(width: number, height: number): void {
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.pixels = new Uint32Array(width * height);
      this.bytes = new Uint8ClampedArray(this.pixels.buffer);
    } else this.pixels.fill(0, this.from * height, this.to * height);
    this.from = this.to = 0;
  }

  /**
   * Adds what a line of that width covers, as strong as it is: a dashed one is whole here, since gaps would hide what
   * a dense line does there.
   * @param top where the box begins, on the scale of `covered`
   * @param color as #rrggbb
   */
  add(
    { from, to, tops, bottoms }: Covered,
    top: number,
    lineWidth: number,
    color: string,
    opacity: number,
  ): void {
    const { width, height, pixels } = this;
    const end = Math.min(to, width);
    if (from >= end) return;
    const solid = opacity === 1 ? solidPixel(color) : null;
    const [red, green, blue] = channels(color);
    const half = lineWidth / 2;
    for (let column = from; column < end; column++) {
      let high = tops[column]! - half - top;
      let low = bottoms[column]! + half - top;
      if (high < 0) high = 0;
      if (low > height) low = height;
      if (!(low > high)) continue;
      const start = column * height;
      const first = Math.ceil(high);
      const last = Math.floor(low);
      if (first > last) {
        this.blend(start + last, (low - high) * opacity, red, green, blue);
        continue;
      }
      if (first > high) this.blend(start + first - 1, (first - high) * opacity, red, green, blue);
      if (solid !== null) pixels.fill(solid, start + first, start + last);
      else
        for (let row = first; row < last; row++) this.blend(start + row, opacity, red, green, blue);
      if (low > last) this.blend(start + last, (low - last) * opacity, red, green, blue);
    }
    this.from = this.isEmpty ? from : Math.min(this.from, from);
    this.to = Math.max(this.to, end);
  }

  /** Writes the picture row by row, as an `ImageData` has it. */
  copyTo(image: Uint32Array): void {
    const { width, height, pixels, from, to } = this;
    image.fill(0);
    for (let column = from; column < to; column++) {
      let at = column;
      const end = (column + 1) * height;
      for (let i = column * height; i < end; i++) {
        image[at] = pixels[i]!;
        at += width;
      }
    }
  }

  /** Lays a colour over a pixel. */
  private blend(i: number, opacity: number, red: number, green: number, blue: number): void {
    const { bytes } = this;
    const at = 4 * i;
    const below = (bytes[at + 3]! / OPAQUE) * (1 - opacity);
    const share = below / (opacity + below);
    bytes[at] = red + (bytes[at]! - red) * share;
    bytes[at + 1] = green + (bytes[at + 1]! - green) * share;
    bytes[at + 2] = blue + (bytes[at + 2]! - blue) * share;
    bytes[at + 3] = OPAQUE * (opacity + below);
  }
}

const OPAQUE = 255;

function channels(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A colour as one number, in this machine's order of bytes. */
const solidPixel = (color: string): number =>
  new Uint32Array(Uint8Array.of(...channels(color), OPAQUE).buffer)[0]!;
