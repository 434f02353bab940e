import { FunctionCode, VECTOR, type Local, type ModuleBuilder } from '../../language';
import { FLOAT } from './addresses';
import { loadLanes, storeLanes } from './lanes';
import { advance, repeat } from './loops';
import { once } from './routine';
import { alongVectors, writeClear } from './vectors';

/** Squares of `size` × `size` pixels of images [batch, height, width, channels], side by side. */
export interface Pooling {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly size: number;
}

/** The number of a module's function for the greatest numbers of squares: (image, result). */
export const maxPoolFunction = (module: ModuleBuilder, pooling: Pooling): number =>
  once(module, `max pool ${JSON.stringify(pooling)}`, () => module.add(writeMaxPool(pooling)));

/** The number of a module's function for its gradient: (upstream, image, pooled, result). */
export const maxPoolGradientFunction = (module: ModuleBuilder, pooling: Pooling): number =>
  once(module, `max pool gradient ${JSON.stringify(pooling)}`, () =>
    module.add(writeMaxPoolGradient(pooling)),
  );

function writeMaxPool(pooling: Pooling): FunctionCode {
  const code = new FunctionCode(['i32', 'i32']);
  const greatest = code.local('v128');
  eachSquare(code, pooling, [0], [1], ([image, result], offset, lanes) => {
    pixelsOf(pooling).forEach((pixel, i) => {
      if (i > 0) code.get(greatest);
      loadLanes(code, image!, offset + pixel, lanes);
      if (i > 0) code.vector(VECTOR.f32x4_max);
      code.set(greatest);
    });
    storeLanes(code, result!, offset, greatest, lanes);
  });
  return code;
}

function writeMaxPoolGradient(pooling: Pooling): FunctionCode {
  const { batch, height, width, channels, size } = pooling;
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  const [upstream, image, pooled, result] = [0, 1, 2, 3];
  if (height % size > 0 || width % size > 0)
    writeClear(code, result, batch * height * width * channels);
  const [greatest, winners, share] = [
    code.local('v128'),
    code.local('v128'),
    code.local('v128'),
  ] as const;
  const visit: Visit = ([pixels, gradient, given, maximum], offset, lanes) => {
    const wins = (pixel: number): void => {
      loadLanes(code, pixels!, offset + pixel, lanes);
      code.get(greatest);
      code.vector(VECTOR.f32x4_eq);
    };
    loadLanes(code, maximum!, offset, lanes);
    code.set(greatest);
    code.f32x4(0);
    code.set(winners);
    for (const pixel of pixelsOf(pooling)) {
      code.get(winners);
      wins(pixel);
      code.f32x4(1);
      code.vector(VECTOR.v128_and);
      code.vector(VECTOR.f32x4_add);
      code.set(winners);
    }
    loadLanes(code, given!, offset, lanes);
    code.get(winners);
    code.vector(VECTOR.f32x4_div);
    code.set(share);
    for (const pixel of pixelsOf(pooling)) {
      wins(pixel);
      code.get(share);
      code.vector(VECTOR.v128_and);
      code.set(winners);
      storeLanes(code, gradient!, offset + pixel, winners, lanes);
    }
  };
  eachSquare(code, pooling, [image, result], [upstream, pooled], visit);
  return code;
}

/** Where the pixels of a square lie, in bytes from its first. */
const pixelsOf = ({ size, width, channels }: Pooling): number[] =>
  Array.from(
    { length: size * size },
    (_, i) => (Math.floor(i / size) * width + (i % size)) * channels * FLOAT,
  );

type Visit = (places: readonly Local[], offset: number, lanes: number) => void;

/** Visits the channels of each square, in vectors: `images` and `pooled` hold what is as large as before, and after. */
function eachSquare(
  code: FunctionCode,
  { batch, height, width, channels, size }: Pooling,
  images: readonly Local[],
  pooled: readonly Local[],
  visit: Visit,
): void {
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const move = (pixels: number): void => {
    for (const each of images) advance(code, each, pixels * channels * FLOAT);
  };
  repeat(code, batch, () => {
    repeat(code, rows, () => {
      repeat(code, columns, () => {
        alongVectors(code, channels, [...images, ...pooled], visit);
        move(size);
        for (const each of pooled) advance(code, each, channels * FLOAT);
      });
      move(size * width - columns * size);
    });
    move((height - rows * size) * width);
  });
}
