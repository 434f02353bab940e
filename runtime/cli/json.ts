/** The shortest decimal that rounds to the same float32: what a metric is printed as. */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value;
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(rounded.toPrecision(digits));
    if (Math.fround(short) === rounded) return short;
  }
  return rounded;
}

/** JSON has no NaN and no infinities: they travel as "NaN", "Infinity", "-Infinity". */
export const jsonNumber = (value: number): number | string =>
  Number.isFinite(value) ? value : String(value);

/** Metrics as events carry them. */
export function jsonMetrics(
  values: Readonly<Record<string, number | string>>,
): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(values).map(([tag, value]) => [tag, jsonNumber(shortestFloat32(Number(value)))]),
  );
}

/** Prints one line of JSON on stdout. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};
