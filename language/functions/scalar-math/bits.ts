/** The sixty-four bits of a number, high word first, whatever the machine's byte order. */
const view = new DataView(new ArrayBuffer(8));

/** 2^k for −1022 ≤ k ≤ 1023, exactly. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** x · 2^k, rounded once; k may reach beyond the exponents that a number has. */
export function scale(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1022) return x * powerOfTwo(-969) * powerOfTwo(Math.max(k + 969, -1022));
  return x * powerOfTwo(k);
}

/** x = mantissa · 2^exponent with √½ ≤ mantissa < √2; for positive, finite x. */
export function split(x: number): { mantissa: number; exponent: number } {
  const subnormal = x < 2.2250738585072014e-308;
  view.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = view.getUint32(0);
  let exponent = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  view.setUint32(0, (high & 0xfffff) | (1023 << 20));
  let mantissa = view.getFloat64(0);
  if (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  return { mantissa, exponent };
}
