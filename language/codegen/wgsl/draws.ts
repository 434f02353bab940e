import type { KernelDraw } from '../../functions/lanes';
import { MULTIPLIERS, ROUNDS, WEYL, type RandomStream } from '../../functions/random';
import { groupsFor } from './calls';
import type { Dispatch } from './machine';
import { helpersFor } from './prelude';
import { GROUP_SIZE } from './shader';

/** Numbers that one block of the generator gives. */
const BLOCK = 4;

/** Philox as `functions/random` has it; the upper word of a product by halves, since WGSL has no longer ones. */
const PHILOX = `fn high_product(a: u32, b: u32) -> u32 {
  let low = b & 0xffffu;
  let high = b >> 16u;
  let middle = (a >> 16u) * low + (((a & 0xffffu) * low) >> 16u);
  let carry = (a & 0xffffu) * high + (middle & 0xffffu);
  return (a >> 16u) * high + (middle >> 16u) + (carry >> 16u);
}

fn philox(counter: vec4u, given_key: vec2u) -> vec4u {
  var words = counter;
  var key = given_key;
  for (var round = 0u; round < ${ROUNDS}u; round++) {
    words = vec4u(
      high_product(${MULTIPLIERS[1]}u, words.z) ^ words.y ^ key.x,
      ${MULTIPLIERS[1]}u * words.z,
      high_product(${MULTIPLIERS[0]}u, words.x) ^ words.w ^ key.y,
      ${MULTIPLIERS[0]}u * words.x,
    );
    key += vec2u(${WEYL[0]}u, ${WEYL[1]}u);
  }
  return words;
}`;

/** The shader that draws numbers of one distribution: a block of the stream an invocation. */
export function writeDrawing({ wgsl }: KernelDraw): string {
  const drawing = `fn draw(first: u32, second: u32) -> vec2f {\n  return ${wgsl};\n}`;
  return [
    '@group(0) @binding(0) var<storage, read_write> arena: array<f32>;',
    '@group(0) @binding(1) var<storage, read> given: array<u32>;',
    PHILOX,
    ...helpersFor([drawing]),
    drawing,
    `@compute @workgroup_size(${GROUP_SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) own: u32,
) {
  let at = given[0];
  let count = given[1];
  let seed = vec2u(given[2], given[3]);
  let step = given[4];
  let stream = given[5];
  for (var i = group.x * ${GROUP_SIZE}u + own; i * ${BLOCK}u < count; i += groups.x * ${GROUP_SIZE}u) {
    let words = philox(vec4u(i, 0u, stream, seed.y), vec2u(seed.x, step));
    let numbers = vec4f(draw(words.x, words.y), draw(words.z, words.w));
    for (var lane = 0u; lane < ${BLOCK}u && i * ${BLOCK}u + lane < count; lane++) {
      arena[at + i * ${BLOCK}u + lane] = numbers[lane];
    }
  }
}
`,
  ].join('\n\n');
}

/** Draws so many numbers of a stream, from its first on, to a place in the arena. */
export function drawInto(
  shader: string,
  at: number,
  count: number,
  { seed, step, stream }: RandomStream,
): Dispatch {
  const given = Uint32Array.of(at, count, seed, Math.floor(seed / 2 ** 32), step, stream);
  return { shader, given, workgroups: groupsFor(Math.ceil(count / BLOCK)) };
}
