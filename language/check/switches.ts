import type { Expression, SourceFile } from '../syntax/tree';

/** A compile-time switch of a program: a `flag` or a `choice`. */
export interface Switch {
  readonly name: string;
  readonly default: boolean | string;
  /** All that it can be. */
  readonly values: readonly (boolean | string)[];
  readonly doc: string | null;
}

/** The flags and choices that a program declares, in their order; those that are not sound are left out. */
export const readSwitches = ({ items }: SourceFile): Switch[] =>
  items.flatMap((item) => {
    if (item.kind !== 'declaration' || item.annotation === null) return [];
    const values = valuesOf(item.annotation);
    const { value } = item;
    if (value.kind !== 'boolean' && value.kind !== 'string') return [];
    if (!values.includes(value.value)) return [];
    return [{ name: item.name.name, default: value.value, values, doc: item.doc }];
  });

function valuesOf(annotation: Expression): (boolean | string)[] {
  if (annotation.kind === 'name' && annotation.name === 'flag') return [true, false];
  if (annotation.kind !== 'call' || annotation.callee.name !== 'choice') return [];
  return annotation.args.flatMap((arg) => (arg.kind === 'string' ? [arg.value] : []));
}
