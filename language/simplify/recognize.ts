import type { Body, Operand, Program } from '../ir/program';
import { evaluateConstant } from './constants';
import { familyOf, type Family } from './family';
import type { Node } from './node';
import { normalForm } from './simplify';

/** A known rule that a program is, with the numbers that make it so. */
export interface Recognition {
  readonly name: string;
  /** As its documentation calls it, `Lion`. */
  readonly title: string;
  readonly values: readonly {
    readonly name: string;
    readonly value: number;
    /** The known rule has the same by default. */
    readonly usual: boolean;
  }[];
}

interface Pattern {
  readonly program: Program;
  readonly family: Family;
  /** Hyperparameters that are 0 in this variant of the rule. */
  readonly off: readonly string[];
}

/** Rules with more hyperparameters that may be off are compared with all of them on or off. */
const MOST_SWITCHES = 3;
const TOLERANCE = 1e-9;

/**
 * Says which of the known programs another one is, whatever it is called and however it is written: equal
 * normal forms, up to constants, and constants that follow from hyperparameters of the known one.
 */
export function createRecognizer(
  known: readonly Program[],
): (program: Program) => Recognition | null {
  const patterns = new Map<string, Pattern[]>();
  for (const program of known) {
    for (const off of variantsOf(program)) {
      const normal = normalForm(switchOff(program, off), 'stay');
      if (!normal) continue;
      const family = familyOf(normal.form);
      patterns.set(family.digest, [
        ...(patterns.get(family.digest) ?? []),
        { program, family, off },
      ]);
    }
  }
  return (program) => {
    const normal = normalForm(program, 'stay');
    if (!normal) return null;
    const family = familyOf(normal.form);
    for (const pattern of patterns.get(family.digest) ?? []) {
      const values = match(pattern, family, program);
      if (values) return { name: pattern.program.name, title: titleOf(pattern.program), values };
    }
    return null;
  };
}

/** `Lion with beta1 = 0.95, beta2 = 0.98`: numbers that are as usual are not told. */
export function describeRecognition({ title, values }: Recognition): string {
  const told = values.filter(({ usual }) => !usual);
  const numbers = told.map(({ name, value }) => `${name} = ${Number(value.toPrecision(6))}`);
  return numbers.length === 0 ? title : `${title} with ${numbers.join(', ')}`;
}

/** `Lion` of the documentation `Lion: sign of …`; the program's name where none stands there. */
function titleOf({ name, doc }: Program): string {
  return /^([^:.\n]+):/.exec(doc ?? '')?.[1] ?? name;
}

function variantsOf({ hypers }: Program): readonly (readonly string[])[] {
  const switches = hypers
    .filter(({ name, low, scale }) => name !== 'lr' && low === 0 && scale === 'linear')
    .map(({ name }) => name)
    .slice(0, MOST_SWITCHES);
  return switches.reduce<string[][]>(
    (all, name) => [...all, ...all.map((names) => [...names, name])],
    [[]],
  );
}

function switchOff(program: Program, off: readonly string[]): Program {
  const put = (operand: Operand): Operand =>
    operand.from === 'hyper' && off.includes(operand.name)
      ? { from: 'literal', value: 0 }
      : operand;
  const inBody = (body: Body): Body => ({
    results: body.results.map(put),
    statements: body.statements.map((statement) => ({
      ...statement,
      args: statement.args.map(put),
    })),
  });
  return {
    ...program,
    train: inBody(program.train),
    evalPoint: program.evalPoint && inBody(program.evalPoint),
    slots: program.slots.map((slot) => ({
      ...slot,
      initial: slot.initial && inBody(slot.initial),
    })),
  };
}

/** The known rule's hyperparameters, from the constants of the other program; null where no values fit all. */
function match(
  { program: known, family: pattern, off }: Pattern,
  family: Family,
  program: Program,
): Recognition['values'] | null {
  const defaults = new Map(program.hypers.map(({ name, default: value }) => [name, value]));
  const values = fit(pattern, family, defaults);
  if (!values) return null;
  // Where the program has hyperparameters of its own, it must be the same rule for other values of them too.
  const moved = new Map(
    program.hypers.map(({ name, default: value, low, high }) => [name, value + (high - low) / 7]),
  );
  if (!fit(pattern, family, moved)) return null;
  for (const name of off) values.set(name, 0);
  return known.hypers
    .filter(({ name }) => name !== 'lr' && values.has(name))
    .map(({ name, default: usual }) => {
      const value = values.get(name)!;
      return { name, value, usual: Math.abs(value - usual) <= TOLERANCE * (1 + Math.abs(usual)) };
    });
}

function fit(
  pattern: Family,
  family: Family,
  hypers: ReadonlyMap<string, number>,
): Map<string, number> | null {
  if (pattern.holes.length !== family.holes.length) return null;
  const wanted = family.holes.map((hole) => evaluateConstant(hole, hypers));
  const values = new Map<string, number>();
  // What one constant says helps with others: `wd` in `(1 - beta) * wd`.
  for (let before = -1; before < values.size;) {
    before = values.size;
    pattern.holes.forEach((hole, i) => {
      const solved = solveFor(hole, wanted[i], values);
      if (solved && !values.has(solved.name)) values.set(solved.name, solved.value);
    });
  }
  const fits = pattern.holes.every((hole, i) => {
    const value = evaluateConstant(hole, values);
    return Math.abs(value - wanted[i]) <= TOLERANCE * (1 + Math.abs(wanted[i]));
  });
  return fits ? values : null;
}

type Known = ReadonlyMap<string, number>;

/** A hyperparameter from a constant that is it, or a sum, product or power of it and of what is known. */
function solveFor(
  hole: Node,
  wanted: number,
  known: Known,
): { name: string; value: number } | null {
  const isOpen = (node: Node): boolean => Number.isNaN(evaluateConstant(node, known));
  switch (hole.kind) {
    case 'leaf':
      return hole.operand.from === 'hyper' ? { name: hole.operand.name, value: wanted } : null;
    case 'product': {
      const [open, ...others] = hole.factors.filter(({ base }) => isOpen(base));
      if (!open || others.length > 0 || open.exponent === 0) return null;
      const rest = { ...hole, factors: hole.factors.filter((factor) => factor !== open) };
      const power = wanted / evaluateConstant(rest, known);
      if (open.sign === 0 && power < 0) return null;
      const size = Math.abs(power) ** (1 / open.exponent);
      return solveFor(open.base, power < 0 ? -size : size, known);
    }
    case 'sum': {
      const [open, ...others] = hole.terms.filter(({ node }) => isOpen(node));
      if (!open || others.length > 0) return null;
      const rest = { ...hole, terms: hole.terms.filter((term) => term !== open) };
      const share = (wanted - evaluateConstant(rest, known)) / open.coefficient;
      return solveFor(open.node, share, known);
    }
    default:
      return null;
  }
}
