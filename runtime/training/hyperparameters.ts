import { nearest, writtenName, type Hyper, type Program } from '../../language';
import type { RunSpec } from '../protocol/runs';
import { formatSetting } from '../protocol/words';

export interface Hyperparameters {
  /** Peak learning rate. */
  readonly lr: number;
  /** A value for every hyperparameter of the program but `lr`. */
  readonly hyper: Readonly<Record<string, number>>;
}

/** Why a program's hyperparameter cannot have this value: one sentence; null where it can. */
export const whyNot = (program: string, { name, scale }: Hyper, value: number): string | null =>
  scale === 'int' && !Number.isInteger(value)
    ? `${writtenName(program, name)} is a whole number, not ${formatSetting(value)}.`
    : null;

/**
 * A program's hyperparameters with their defaults, but for those that a person set; `lr` may be set either way.
 * Throws an Error that names the nearest hyperparameter when the program has none of a given name.
 */
export function resolveHyper(
  { name, hypers }: Program,
  { lr = null, hyper: chosen }: Pick<RunSpec, 'hyper'> & Partial<Pick<RunSpec, 'lr'>>,
): Hyperparameters {
  const names = hypers.map((hyper) => writtenName(name, hyper.name));
  for (const given of Object.keys(chosen).map((each) => writtenName(name, each))) {
    if (names.includes(given)) continue;
    const close = nearest(given, names);
    throw new Error(
      `${name} has no hyperparameter "${given}"; ` +
        (close ? `did you mean ${close}?` : `it has ${names.join(', ')}.`),
    );
  }
  const values = Object.fromEntries(
    hypers.map((hyper) => [hyper.name, chosen[hyper.name] ?? hyper.default]),
  );
  const { lr: declared, ...others } = values;
  return { lr: lr ?? declared!, hyper: others };
}
