/**
 * What kernels work out in float64, in float32 for WGSL: its own functions may be off by thousands of units in the last
 * place. Coefficients: Moshier, Cephes Mathematical Library, 1992; series are Taylor's. Each says which others it calls.
 */
interface Helper {
  readonly calls: readonly string[];
  readonly text: string;
}

/** e^x by n = round(x / ln 2), in two factors so that neither leaves float32 before their product does. */
const EXP = `fn exp_f32(given_x: f32) -> f32 {
  let cut = clamp(given_x, -150.0, 90.0);
  let n = round(cut * 1.44269504088896341f);
  let x = (cut - n * 0.693359375f) - n * -2.12194440e-4f;
  let p = ((((1.9875691500e-4f * x + 1.3981999507e-3f) * x + 8.3334519073e-3f) * x
    + 4.1665795894e-2f) * x + 1.6666665459e-1f) * x + 5.0000001201e-1f;
  let y = (p * x * x + x) + 1.0;
  let k = i32(n);
  let half = k / 2;
  return ldexp(ldexp(y, half), k - half);
}`;

/** 2·artanh s, |s| ≤ 0.18: ln of (1 + s) / (1 − s). */
const LOG_OF_RATIO = `fn log_of_ratio(s: f32) -> f32 {
  let z = s * s;
  let tail = ((0.1818181818f * z + 0.2222222222f) * z + 0.2857142857f) * z + 0.4f;
  return 2.0 * s + s * z * (tail * z + 0.6666666667f);
}`;

const LOG = `fn log_f32(x: f32) -> f32 {
  let parts = frexp(x);
  let low = parts.fract < 0.70710678f;
  let m = select(parts.fract, parts.fract * 2.0, low);
  let e = f32(parts.exp) - select(0.0, 1.0, low);
  let y = log_of_ratio((m - 1.0) / (m + 1.0));
  let whole = (y + e * -2.12194440e-4f) + e * 0.693359375f;
  return select(whole, x, x > 3.4028234e38f);
}`;

const LOG1P = `fn log1p_f32(x: f32) -> f32 {
  let near = log_of_ratio(clamp(x, -0.3, 0.4) / (2.0 + clamp(x, -0.3, 0.4)));
  let far = log_f32(max(abs(1.0 + x), 1.1754943508222875e-38f));
  return select(far, near, x > -0.3 && x < 0.4);
}`;

const EXPM1 = `fn expm1_f32(x: f32) -> f32 {
  let s = clamp(x, -0.35, 0.35);
  let p = ((((((2.4801587e-5f * s + 1.9841270e-4f) * s + 1.3888889e-3f) * s + 8.3333333e-3f) * s
    + 4.1666667e-2f) * s + 1.6666667e-1f) * s + 0.5) * s * s + s;
  return select(exp_f32(x) - 1.0, p, abs(x) < 0.35);
}`;

/** Sine and cosine of angles up to π/4. */
const NEAR_ZERO = `fn sine_near_zero(r: f32) -> f32 {
  let z = r * r;
  return ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
}

fn cosine_near_zero(r: f32) -> f32 {
  let z = r * r;
  return ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z
    - 0.5 * z + 1.0;
}`;

/** Cosine and sine of an angle that lies by r, in radians, beyond so many quarter turns, from 0 to 3. */
const QUARTERS = `fn after_quarters(r: f32, turn: u32) -> vec2f {
  let s = sine_near_zero(r);
  let c = cosine_near_zero(r);
  let odd = (turn & 1u) == 1u;
  let cosine = select(c, s, odd) * select(1.0, -1.0, turn == 1u || turn == 2u);
  let sine = select(s, c, odd) * select(1.0, -1.0, turn >= 2u);
  return vec2f(cosine, sine);
}`;

/**
 * The float32 that is nearest to (word + ½) / 2³², which has 33 bits, by whole numbers: WGSL does not say how it rounds
 * when it makes a float32 of one with more than 24.
 */
const UNIT = `fn unit_f32(word: u32) -> f32 {
  if (word < 0x800000u) {
    return f32(2u * word + 1u) * 0x1p-33f;
  }
  let drop = 8u - countLeadingZeros(word);
  let kept = word >> drop;
  // What is dropped is half and a bit more or less, but for one bit: that is half exactly, and goes to the even one.
  let up = select(kept & 1u, (word >> (max(drop, 1u) - 1u)) & 1u, drop > 0u);
  return ldexp(f32(kept + up), i32(drop) - 32);
}`;

/** ln of (word + ½) / 2³²: near 1 by what it lacks of that. */
const LOG_UNIT = `fn log_unit(word: u32) -> f32 {
  let small = log_f32(unit_f32(word));
  let lacking = unit_f32(~word);
  return select(small, log1p_f32(-lacking), word >= 0x80000000u);
}`;

/** Cosine and sine of 2π · (word + ½) / 2³². */
const CIRCLE_UNIT = `fn circle_unit(word: u32) -> vec2f {
  let turn = (word + 0x20000000u) >> 30u;
  let left = f32(bitcast<i32>(word - (turn << 30u))) + 0.5;
  return after_quarters(left * 1.4629180792671596e-9f, turn & 3u);
}`;

/**
 * Sine and cosine, by what is left of x once multiples of π/2 are taken away, in three parts. Beyond 10¹⁰, where nothing
 * is left to go by, those of 0.
 */
const CIRCULAR = `fn circular(given_x: f32) -> vec2f {
  let x = select(given_x, 0.0, abs(given_x) > 1e10);
  let n = round(x * 0.63661977236758134f);
  let left = ((x - n * 1.5703125f) - n * 4.837512969970703125e-4f) - n * 7.549789948768648e-8f;
  let r = clamp(left, -1.0, 1.0);
  let turned = after_quarters(r, u32(n - 4.0 * floor(n * 0.25)));
  return clamp(turned.yx, vec2f(-1.0), vec2f(1.0));
}`;

const ATAN = `fn atan_f32(x: f32) -> f32 {
  let size = abs(x);
  let far = size > 2.414213562373095f;
  let middle = !far && size > 0.4142135623730950f;
  let a = select(select(size, (size - 1.0) / (size + 1.0), middle), -1.0 / max(size, 1.0), far);
  let base = select(select(0.0, 0.785398163397448310f, middle), 1.57079632679489662f, far);
  let z = a * a;
  let p = (((8.05374449538e-2f * z - 1.38776856032e-1f) * z + 1.99777106478e-1f) * z
    - 3.33329491539e-1f) * z * a + a;
  return sign(x) * (base + p);
}`;

const ATAN2 = `fn atan2_f32(y: f32, x: f32) -> f32 {
  let scale = max(abs(x), abs(y));
  let steep = abs(y) > abs(x);
  let ratio = select(abs(y), abs(x), steep) / select(scale, 1.0, scale == 0.0);
  let octant = atan_f32(ratio);
  let quadrant = select(octant, 1.57079632679489662f - octant, steep);
  let half = select(quadrant, 3.14159265358979324f - quadrant, x < 0.0);
  return select(half, -half, y < 0.0);
}`;

const ASINH = `fn asinh_f32(x: f32) -> f32 {
  let size = abs(x);
  let z = min(size, 0.5) * min(size, 0.5);
  let near = (((2.0122003309e-2f * z - 4.2699340972e-2f) * z + 7.4847586088e-2f) * z
    - 1.6666288134e-1f) * z * size + size;
  let cut = min(size, 1e5);
  let middle = log_f32(cut + sqrt(cut * cut + 1.0));
  let far = log_f32(max(size, 1.0)) + 0.693147180559945309f;
  return sign(x) * select(select(middle, near, size < 0.5), far, size > 1e5);
}`;

const ACOSH = `fn acosh_f32(x: f32) -> f32 {
  let z = max(x - 1.0, 0.0);
  let near = ((((1.7596881071e-3f * z - 7.5272886713e-3f) * z + 2.6454905019e-2f) * z
    - 1.1784741703e-1f) * z + 1.4142135263f) * sqrt(z);
  let cut = min(z, 1e5);
  let middle = log_f32(cut + 1.0 + sqrt(cut * (cut + 2.0)));
  let far = log_f32(max(x, 1.0)) + 0.693147180559945309f;
  return select(select(middle, near, z < 0.5), far, z > 1e5);
}`;

const ATANH = `fn atanh_f32(x: f32) -> f32 {
  let z = x * x;
  let near = ((((1.81740078349e-1f * z + 8.24370301058e-2f) * z + 1.46691431730e-1f) * z
    + 1.99782164500e-1f) * z + 3.33337300303e-1f) * z * x + x;
  let far = 0.5 * log_f32((1.0 + x) / (1.0 - x));
  return select(far, near, abs(x) < 0.5);
}`;

/** |x|^p for x other than 0, then what that cannot say of 0 and of the sign of odd powers. */
const POW = `fn pow_f32(x: f32, p: f32) -> f32 {
  let size = select(exp_f32(p * log_f32(max(abs(x), 1.1754943508222875e-38f))), 1.0, abs(x) == 1.0);
  let odd = p == floor(p) && p * 0.5 != floor(p * 0.5);
  let signed = select(size, -size, odd && x < 0.0);
  return select(select(signed, 0.0, x == 0.0), 1.0, p == 0.0);
}`;

/** One step of Newton's after exponential and logarithm. */
const CBRT = `fn cbrt_f32(x: f32) -> f32 {
  let size = max(abs(x), 1.1754943508222875e-38f);
  let y = exp_f32(log_f32(size) / 3.0);
  let better = y - (y - size / (y * y)) / 3.0;
  return select(sign(x) * better, x, abs(x) < 1.1754943508222875e-38f);
}`;

const HELPERS: Readonly<Record<string, Helper>> = {
  exp_f32: { calls: [], text: EXP },
  log_of_ratio: { calls: [], text: LOG_OF_RATIO },
  log_f32: { calls: ['log_of_ratio'], text: LOG },
  log1p_f32: { calls: ['log_of_ratio', 'log_f32'], text: LOG1P },
  expm1_f32: { calls: ['exp_f32'], text: EXPM1 },
  sine_near_zero: { calls: [], text: NEAR_ZERO },
  after_quarters: { calls: ['sine_near_zero'], text: QUARTERS },
  circular: { calls: ['after_quarters'], text: CIRCULAR },
  unit_f32: { calls: [], text: UNIT },
  log_unit: { calls: ['unit_f32', 'log_f32', 'log1p_f32'], text: LOG_UNIT },
  circle_unit: { calls: ['after_quarters'], text: CIRCLE_UNIT },
  atan_f32: { calls: [], text: ATAN },
  atan2_f32: { calls: ['atan_f32'], text: ATAN2 },
  asinh_f32: { calls: ['log_f32'], text: ASINH },
  acosh_f32: { calls: ['log_f32'], text: ACOSH },
  atanh_f32: { calls: ['log_f32'], text: ATANH },
  pow_f32: { calls: ['exp_f32', 'log_f32'], text: POW },
  cbrt_f32: { calls: ['exp_f32', 'log_f32'], text: CBRT },
};

/** The texts of all helpers that these WGSL texts call, directly or not, each once. */
export function helpersFor(texts: readonly string[]): string[] {
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    HELPERS[name].calls.forEach(need);
    needed.add(name);
  };
  for (const name of Object.keys(HELPERS))
    if (texts.some((text) => text.includes(`${name}(`))) need(name);
  return [...needed].map((name) => HELPERS[name].text);
}
