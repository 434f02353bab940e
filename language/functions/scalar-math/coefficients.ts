// The polynomial and the split of ln 2 are those of fdlibm (Sun Microsystems, 1993).
export const LN2_HIGH = 6.9314718036912381649e-1;
export const LN2_LOW = 1.90821492927058770002e-10;
export const LOG_POLYNOMIAL = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];

/** The Taylor series of sine and cosine reach float64's last bit at π/4 with these. */
export const SINE_DEGREE = 19;
export const COSINE_DEGREE = 18;
