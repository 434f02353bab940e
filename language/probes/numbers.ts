import { uniforms } from '../functions/random';
import type { ParameterInfo } from '../parameters';

/** One list per parameter tensor. */
export type Lists = readonly Float64Array[];

/** Numbers for every weight, spread evenly between −1 and 1: the same for the same seed and step. */
export function drawn(parameters: readonly ParameterInfo[], seed: number, step = 0): Lists {
  return parameters.map(({ shape }, t) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return uniforms({ seed, step, stream: t }, count).map((x) => 2 * x - 1);
  });
}

export const scaled = (lists: Lists, factor: number): Lists =>
  lists.map((list) => list.map((x) => factor * x));

export const added = (a: Lists, b: Lists): Lists =>
  a.map((list, t) => list.map((x, i) => x + b[t][i]));

export const dot = (a: Lists, b: Lists): number =>
  a.reduce((sum, list, t) => list.reduce((part, x, i) => part + x * b[t][i], sum), 0);

export const lengthOf = (lists: Lists): number => Math.sqrt(dot(lists, lists));

export const largest = (lists: Lists): number =>
  lists.reduce((most, list) => list.reduce((own, x) => Math.max(own, Math.abs(x)), most), 0);

export const areFinite = (lists: Lists): boolean =>
  lists.every((list) => list.every(Number.isFinite));

/** Three digits, for a sentence. */
export const shown = (x: number): string => String(Number(x.toPrecision(3)));
