import type { FunctionCode, Local } from '../../language';
import { copyOf, FLOAT } from './addresses';
import { advance, repeat } from './loops';
import { writeCopy } from './vectors';

/** An image laid into a larger one of zeros. */
export interface Padded {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Where its first pixel comes to lie. */
  readonly top: number;
  readonly left: number;
  /** From one of its pixels to the next. */
  readonly step: number;
  readonly fullHeight: number;
  readonly fullWidth: number;
}

/** Whether the larger image is the image itself, which then need not be copied. */
export const isItself = ({ height, width, step, fullHeight, fullWidth }: Padded): boolean =>
  step === 1 && height === fullHeight && width === fullWidth;

export const numbersOf = ({ fullHeight, fullWidth, channels }: Padded): number =>
  fullHeight * fullWidth * channels;

/** Lays an image into one of zeros. */
export function writeLayIn(code: FunctionCode, padded: Padded, image: Local, into: Local): void {
  const { height, width, channels, top, left, step, fullWidth } = padded;
  const from = copyOf(code, image);
  const to = copyOf(code, into, (top * fullWidth + left) * channels * FLOAT);
  repeat(code, height, () => {
    if (step === 1) {
      writeCopy(code, from, to, width * channels);
      advance(code, from, width * channels * FLOAT);
    } else {
      const pixel = copyOf(code, to);
      repeat(code, width, () => {
        writeCopy(code, from, pixel, channels);
        advance(code, from, channels * FLOAT);
        advance(code, pixel, step * channels * FLOAT);
      });
    }
    advance(code, to, step * fullWidth * channels * FLOAT);
  });
}
