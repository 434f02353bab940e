/** Parts of a JSON value that came over the wire: each check returns one, or throws an Error that names it. */
export type Fields = Readonly<Record<string, unknown>>;

export function record(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} must be an object.`);
  return value as Fields;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.includes('\0'))
    throw new Error(`"${name}" must be a text.`);
  return value;
}

export function finite(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`"${name}" must be a number.`);
  return value;
}

export function natural(fields: Fields, name: string): number {
  const value = finite(fields, name);
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
    throw new Error(`"${name}" must be a whole number from 0 to 4294967295.`);
  return value;
}

export function positive(fields: Fields, name: string): number {
  const value = natural(fields, name);
  if (value === 0) throw new Error(`"${name}" must be at least 1.`);
  return value;
}

export function oneOf<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const value = fields[name];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`"${name}" must be one of ${choices.join(', ')}.`);
  return found;
}

export function orNull<T>(
  fields: Fields,
  name: string,
  check: (fields: Fields, name: string) => T,
): T | null {
  return fields[name] === null || fields[name] === undefined ? null : check(fields, name);
}
