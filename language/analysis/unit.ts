/**
 * A unit: powers of the gradient's unit `g`, of the weights' unit `w`, and of unit variables (`lr`, and
 * hyperparameters and slots under their prefixed names). A plain number has no powers at all.
 */
export type Unit = ReadonlyMap<string, number>;

export const PLAIN_UNIT: Unit = new Map();

export function unitOf(powers: Readonly<Record<string, number>>): Unit {
  return new Map(Object.entries(powers).filter(([, exponent]) => exponent !== 0));
}

export function isPlain(unit: Unit): boolean {
  return unit.size === 0;
}

/** Exponents are sums of a few small fractions: this much is rounding. */
const ROUNDING = 1e-9;

export function multiplyUnits(a: Unit, b: Unit, exponent = 1): Unit {
  if (b.size === 0 || exponent === 0) return a;
  if (a.size === 0 && exponent === 1) return b;
  const result = new Map(a);
  for (const [name, power] of b) {
    const sum = (result.get(name) ?? 0) + power * exponent;
    if (Math.abs(sum) < ROUNDING) result.delete(name);
    else result.set(name, sum);
  }
  return result;
}

/** The same without the powers of one variable. */
export function without(unit: Unit, name: string): Unit {
  if (!unit.has(name)) return unit;
  const rest = new Map(unit);
  rest.delete(name);
  return rest;
}

export const raiseUnit = (unit: Unit, exponent: number): Unit =>
  multiplyUnits(PLAIN_UNIT, unit, exponent);

const RAISED: Readonly<Record<string, string>> = {
  '-': '⁻',
  '.': '·',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** `g²·w⁻¹`; `1` for a plain number. */
export function showUnit(unit: Unit): string {
  if (isPlain(unit)) return '1';
  return [...unit]
    .map(([name, power]) => {
      const shown = name.replace(/^\w+:/, '');
      if (power === 1) return shown;
      const whole = Number.isInteger(power);
      return whole
        ? `${shown}${[...String(power)].map((digit) => RAISED[digit]).join('')}`
        : `${shown}^${Number(power.toFixed(3))}`;
    })
    .join('·');
}
