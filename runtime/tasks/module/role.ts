import type { Role } from '../../../language';

/** What a parameter is for, as far as its shape and its name tell. */
export function roleOf(name: string, shape: readonly number[]): Role {
  if (shape.length >= 4) return 'conv';
  if (shape.length >= 2) return /embed/i.test(name) ? 'embedding' : 'matrix';
  if (/norm|gain|gamma|scale/i.test(name)) return 'norm';
  return /bias|beta/i.test(name) ? 'bias' : 'vector';
}
