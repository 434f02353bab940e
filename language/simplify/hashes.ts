import { sizeHypers } from '../ir/extent';
import type { Program } from '../ir/program';
import { digestOf, EXACT, hashText } from './digest';
import { familyOf } from './family';
import { normalForm } from './simplify';
import { substituteForm } from './walk';

/** Names for a program that do not depend on how it is written. */
export interface Hashes {
  /** Of the normal form, hyperparameters at their defaults, numbers to four digits: equal for one and the same rule. */
  readonly rule: string;
  /** Of the rule without its numbers: equal for Lion with any decays. */
  readonly family: string;
}

/** A program's hashes; null for one without normal form. */
export function hashesOf(program: Program): Hashes | null {
  const normal = normalForm(program, 'stay');
  if (!normal) return null;
  const { form } = normal;
  const defaults = new Map(program.hypers.map(({ name, default: value }) => [name, value]));
  const sizes = sizeHypers(program);
  const filled = substituteForm(form, ({ operand }) =>
    operand.from === 'hyper' && !sizes.has(operand.name)
      ? form.algebra.number(defaults.get(operand.name) ?? 0)
      : null,
  );
  const rule = digestOf(filled, {
    ...EXACT,
    number: (value) => String(Number(value.toPrecision(4))),
  });
  return { rule, family: familyOf(form).digest };
}

/** Of what the statements do, names and dead ones left out, before anything is simplified. */
export function dataFlowHash({ train, slots }: Program): string {
  const stored = new Map(slots.map(({ name }, i) => [name, train.results[i + 1]]));
  const makers = new Map(train.statements.map((statement) => [statement.id, statement]));
  let names = new Map(slots.map(({ name, extent }) => [name, extent as string]));
  const reader = (): ((operand: (typeof train.results)[number]) => string) => {
    const done = new Map<number, string>();
    const read = (operand: (typeof train.results)[number]): string => {
      switch (operand.from) {
        case 'literal':
        case 'string':
          return JSON.stringify(operand.value);
        case 'slot':
          return `slot ${names.get(operand.name) ?? ''}`;
        case 'hyper':
          return 'hyper';
        case 'input':
          return operand.name;
        case 'statement': {
          let digest = done.get(operand.id);
          if (digest === undefined) {
            const { fn, args } = makers.get(operand.id)!;
            digest = hashText(`${fn}(${args.map(read).join(',')})`);
            done.set(operand.id, digest);
          }
          return digest;
        }
      }
    };
    return read;
  };
  for (let round = 0; round <= slots.length; round++) {
    const read = reader();
    names = new Map(
      slots.map(({ name }) => [name, hashText(`${names.get(name)!} ${read(stored.get(name)!)}`)]),
    );
  }
  return hashText(reader()(train.results[0]));
}
