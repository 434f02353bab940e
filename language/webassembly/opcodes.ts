/** Types of values, as the binary format numbers them. */
export const TYPE = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = keyof typeof TYPE;

/** Instructions of one byte without operands. */
export const OP = {
  drop: 0x1a,
  select: 0x1b,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_ne: 0x47,
  i32_lt_s: 0x48,
  i32_lt_u: 0x49,
  i32_gt_s: 0x4a,
  i32_le_s: 0x4c,
  i32_ge_s: 0x4e,
  f32_eq: 0x5b,
  f32_lt: 0x5d,
  f32_gt: 0x5e,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_shl: 0x74,
  i32_shr_u: 0x76,
  f32_neg: 0x8c,
  f32_sqrt: 0x91,
  f32_add: 0x92,
  f32_sub: 0x93,
  f32_mul: 0x94,
  f32_div: 0x95,
  f32_min: 0x96,
  f32_max: 0x97,
  f64_sqrt: 0x9f,
  f64_add: 0xa0,
  f64_sub: 0xa1,
  f64_mul: 0xa2,
  f64_div: 0xa3,
  f64_max: 0xa5,
  f32_convert_i32_s: 0xb2,
  f32_demote_f64: 0xb6,
  f64_convert_i32_s: 0xb7,
  f64_promote_f32: 0xbb,
  f32_reinterpret_i32: 0xbe,
} as const;

/** Loads and stores of scalars. */
export const MEMORY = {
  i32_load: 0x28,
  f32_load: 0x2a,
  f64_load: 0x2b,
  i32_store: 0x36,
  f32_store: 0x38,
  f64_store: 0x39,
} as const;

/** Vector loads and stores, behind the vector prefix. */
export const VECTOR_MEMORY = {
  v128_load: 0x00,
  v128_load32_splat: 0x09,
  v128_load64_splat: 0x0a,
  v128_store: 0x0b,
  v128_load32_zero: 0x5c,
  v128_load64_zero: 0x5d,
} as const;

/** Loads of one lane into a vector, and stores of one lane: behind the vector prefix, with place and lane. */
export const LANE_MEMORY = {
  v128_load32_lane: 0x56,
  v128_store32_lane: 0x5a,
  v128_store64_lane: 0x5b,
} as const;

/**
 * Vector instructions without operands, behind the vector prefix. All machines agree on them, but for the relaxed ones, which
 * are for modules that are written so.
 */
export const VECTOR = {
  i32x4_splat: 0x11,
  f32x4_splat: 0x13,
  f64x2_splat: 0x14,
  i32x4_eq: 0x37,
  i32x4_lt_s: 0x39,
  i32x4_gt_s: 0x3b,
  f32x4_eq: 0x41,
  f32x4_ne: 0x42,
  f32x4_lt: 0x43,
  f32x4_gt: 0x44,
  f32x4_le: 0x45,
  f32x4_ge: 0x46,
  f64x2_eq: 0x47,
  f64x2_ne: 0x48,
  f64x2_lt: 0x49,
  f64x2_gt: 0x4a,
  f64x2_le: 0x4b,
  f64x2_ge: 0x4c,
  v128_not: 0x4d,
  v128_and: 0x4e,
  v128_andnot: 0x4f,
  v128_or: 0x50,
  v128_xor: 0x51,
  v128_bitselect: 0x52,
  v128_any_true: 0x53,
  f32x4_demote_f64x2_zero: 0x5e,
  f64x2_promote_low_f32x4: 0x5f,
  f32x4_floor: 0x68,
  f32x4_nearest: 0x6a,
  f64x2_floor: 0x75,
  f64x2_nearest: 0x94,
  i32x4_add: 0xae,
  i32x4_sub: 0xb1,
  i32x4_min_s: 0xb6,
  i32x4_max_s: 0xb8,
  i64x2_shl: 0xcb,
  i64x2_shr_u: 0xcd,
  i64x2_add: 0xce,
  i64x2_extmul_low_i32x4_u: 0xde,
  f32x4_abs: 0xe0,
  f32x4_neg: 0xe1,
  f32x4_sqrt: 0xe3,
  f32x4_add: 0xe4,
  f32x4_sub: 0xe5,
  f32x4_mul: 0xe6,
  f32x4_div: 0xe7,
  f32x4_min: 0xe8,
  f32x4_max: 0xe9,
  f32x4_pmin: 0xea,
  f32x4_pmax: 0xeb,
  f64x2_abs: 0xec,
  f64x2_neg: 0xed,
  f64x2_sqrt: 0xef,
  f64x2_add: 0xf0,
  f64x2_sub: 0xf1,
  f64x2_mul: 0xf2,
  f64x2_div: 0xf3,
  f64x2_min: 0xf4,
  f64x2_max: 0xf5,
  f64x2_pmin: 0xf6,
  f64x2_pmax: 0xf7,
  f32x4_convert_i32x4_s: 0xfa,
  f64x2_convert_low_i32x4_u: 0xff,
  /** a·b + c, rounded once or twice, as the machine does it faster. */
  f32x4_relaxed_madd: 0x105,
  /** c − a·b, likewise. */
  f32x4_relaxed_nmadd: 0x106,
} as const;

/** Vector instructions whose operand is the number of a lane. */
export const LANE = {
  i32x4_extract: 0x1b,
  i32x4_replace: 0x1c,
  f32x4_extract: 0x1f,
  f32x4_replace: 0x20,
  f64x2_extract: 0x21,
} as const;
