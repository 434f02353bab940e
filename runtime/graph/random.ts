import { uniforms, type RandomStream } from '../../language';

export { philox, uniforms, type RandomStream } from '../../language';

/** Numbers from the standard normal distribution, by Box and Muller's method, the stream's first `count`. */
export const normals = (stream: RandomStream, count: number): Float64Array => {
  const numbers = uniforms(stream, count + (count % 2));
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(numbers[i]!));
    const angle = 2 * Math.PI * numbers[i + 1]!;
    numbers[i] = radius * Math.cos(angle);
    numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers.subarray(0, count);
};

/** A 32-bit number for a name (FNV-1a over its UTF-16 units, then mixed): the stream of the parameter so named. */
export const hashName = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
};
