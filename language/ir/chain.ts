import { findFunction } from '../functions';
import { renameSizes } from './extent';
import type { Body, EntryName, Hyper, Operand, Program, Slot, Statement } from './program';

/** A chain as one program, or why its parts make none: one sentence. */
export type Chained =
  | { readonly program: Program; readonly problem: null }
  | { readonly program: null; readonly problem: string };

const PLACE: Readonly<Record<EntryName, number>> = {
  grad_transform: 0,
  train: 1,
  update_transform: 2,
};

/** What a program is, in words. */
export const KIND: Readonly<Record<EntryName, string>> = {
  grad_transform: 'a gradient transform',
  train: 'an optimizer',
  update_transform: 'an update transform',
};

/** Why a program cannot train by itself: one sentence; null where it can. */
export function whyUntrainable({ name, entry }: Program): string | null {
  if (entry === 'train') return null;
  const example = entry === 'grad_transform' ? `${name}+adamw` : `adamw+${name}`;
  return `${name} is ${KIND[entry]}, which does not train by itself; chain it with an optimizer, as in ${example}.`;
}

/**
 * Composes gradient transforms, one optimizer and update transforms, in this order, into one program: each part's
 * gradient and update are what the part before it gives. Slots and hyperparameters take their part's name in front,
 * `adamw_beta1`; the learning rate stays `lr`, and is the optimizer's. An initial value sees the gradient as it is
 * at the weights, before any transform.
 */
export function chain(programs: readonly Program[]): Chained {
  const problem = whyNoChain(programs);
  if (problem !== null) return { program: null, problem };
  const [only] = programs;
  if (programs.length === 1) return { program: only, problem: null };

  const parts = named(programs);
  const train = new Composition();
  const evalPoint = new Composition();
  let gradient: Operand = { from: 'input', name: 'g' };
  let update: Operand = { from: 'input', name: 'update' };
  let point: Operand = { from: 'input', name: 'w' };
  const stored: Operand[] = [];
  for (const part of parts) {
    const given = new Map<string, Operand>([
      ['g', gradient],
      ['update', update],
    ]);
    const { entry } = part.program;
    const [main, ...slots] = train.append(part, part.program.train, given);
    if (entry === 'grad_transform') gradient = train.elementwise(main, 'g');
    else update = train.elementwise(main, 'update');
    stored.push(...slots);
    const { evalPoint: body } = part.program;
    if (body) [point] = evalPoint.append(part, body, new Map([['w', point]]));
  }
  const optimizer = programs.find(({ entry }) => entry === 'train')!;
  const program: Program = {
    name: programs.map(({ name }) => name).join('+'),
    doc: describe(parts),
    entry: 'train',
    hypers: [...optimizer.hypers.filter(({ name }) => name === 'lr'), ...parts.flatMap(ownHypers)],
    slots: parts.flatMap(ownSlots),
    train: train.finish([update, ...stored]),
    evalPoint: programs.some((part) => part.evalPoint) ? evalPoint.finish([point]) : null,
  };
  return { program: withDrawsNumbered(program), problem: null };
}

function whyNoChain(programs: readonly Program[]): string | null {
  const optimizers = programs.filter(({ entry }) => entry === 'train');
  if (optimizers.length === 0) {
    const lone = programs.length === 1 ? whyUntrainable(programs[0]) : null;
    return lone ?? 'The chain has no optimizer; put one in, as in sam+adamw.';
  }
  if (optimizers.length > 1) {
    const names = optimizers.map(({ name }) => name);
    return `A chain has one optimizer, and ${names.join(' and ')} are ${names.length}; name them with spaces between to compare them.`;
  }
  const late = programs.findIndex(
    ({ entry }, i) => i > 0 && PLACE[entry] < PLACE[programs[i - 1].entry],
  );
  if (late < 0) return null;
  const [before, after] = [programs[late - 1], programs[late]];
  return `${after.name} is ${KIND[after.entry]} and stands before ${before.name}, ${KIND[before.entry]}; write ${sorted(programs).join('+')}.`;
}

const sorted = (programs: readonly Program[]): string[] =>
  [...programs].sort((a, b) => PLACE[a.entry] - PLACE[b.entry]).map(({ name }) => name);

/** A program of a chain, with what stands before its names. */
interface Part {
  readonly program: Program;
  readonly prefix: string;
}

function named(programs: readonly Program[]): Part[] {
  const prefixes = prefixesOf(programs.map(({ name }) => name));
  return programs.map((program, i) => ({ program, prefix: prefixes[i] }));
}

/** What stands before the names of each part: no two are the same. */
function prefixesOf(parts: readonly string[]): string[] {
  const taken = new Set<string>();
  return parts.map((part) => {
    const word = chainedName(part).replace(/^(?=\d|$)/, '_');
    let prefix = `${word}_`;
    for (let number = 2; taken.has(prefix); number++) prefix = `${word}${number}_`;
    taken.add(prefix);
    return prefix;
  });
}

/** What a chain calls what a person writes: `adamw_beta1` for `adamw.beta1`. */
export const chainedName = (written: string): string => written.replace(/[^A-Za-z0-9_]/g, '_');

/** How a person writes the name of a hyperparameter: `adamw.beta1` for `adamw_beta1` of `sam+adamw`. */
export function writtenName(program: string, name: string): string {
  const parts = program.split('+');
  if (parts.length < 2) return name;
  // Of `sam` and `sam_2`, the one that says more.
  const prefixes = prefixesOf(parts).sort((a, b) => b.length - a.length);
  const prefix = prefixes.find((each) => name.startsWith(each));
  return prefix === undefined ? name : `${prefix.slice(0, -1)}.${name.slice(prefix.length)}`;
}

function ownHypers({ program, prefix }: Part): Hyper[] {
  return program.hypers
    .filter(({ name }) => name !== 'lr')
    .map((hyper) => ({ ...hyper, name: prefix + hyper.name }));
}

function ownSlots(part: Part): Slot[] {
  return part.program.slots.map((slot) => {
    const name = part.prefix + slot.name;
    const extent = renameSizes(slot.extent, (hyper) => part.prefix + hyper);
    if (!slot.initial) return { ...slot, name, extent };
    const initial = new Composition();
    const results = initial.append(part, slot.initial, new Map());
    return { ...slot, name, extent, initial: initial.finish(results) };
  });
}

/** The first line of each part's documentation. */
function describe(parts: readonly Part[]): string {
  const lines = parts.map(({ program: { name, doc } }) =>
    doc === null ? name : `${name}: ${doc.split('\n', 1)[0]}`,
  );
  return ['One program of several, chained.', '', ...lines].join('\n');
}

/** A body that takes in others, one behind another. */
class Composition {
  private readonly statements: Statement[] = [];
  private next = 0;

  /**
   * Appends a part's body and gives its results as they are called here.
   *
   * @param given what stands for some of its inputs
   */
  append({ prefix }: Part, body: Body, given: ReadonlyMap<string, Operand>): Operand[] {
    const offset = this.next;
    const renamed = (operand: Operand): Operand => {
      switch (operand.from) {
        case 'statement':
          return { from: 'statement', id: operand.id + offset };
        case 'hyper':
        case 'slot':
          return { from: operand.from, name: prefix + operand.name };
        case 'input':
          return given.get(operand.name) ?? operand;
        default:
          return operand;
      }
    };
    for (const statement of body.statements) {
      const id = statement.id + offset;
      const { args, guard } = statement;
      const extent = renameSizes(statement.type.extent, (hyper) => prefix + hyper);
      const type = { ...statement.type, extent };
      this.add({ ...statement, id, type, args: args.map(renamed), guard: guard && renamed(guard) });
    }
    return body.results.map(renamed);
  }

  /**
   * A value as one number per weight, which is what a part behind was checked for.
   *
   * @param name what it is called where it has no name
   */
  elementwise(operand: Operand, name: string): Operand {
    const index = this.statements.findIndex(
      ({ id }) => operand.from === 'statement' && id === operand.id,
    );
    const statement = this.statements[index];
    if (statement?.type.extent === 'elem') {
      this.statements[index] = { ...statement, name: statement.name ?? name };
      return operand;
    }
    if (operand.from === 'input' && ['w', 'g', 'update'].includes(operand.name)) return operand;
    const w: Operand = { from: 'input', name: 'w' };
    return this.apply('add', [operand, this.apply('subtract', [w, w])]);
  }

  private apply(fn: string, args: readonly Operand[]): Operand {
    const id = this.next;
    const type = { kind: 'num', extent: 'elem' } as const;
    const span = { start: 0, end: 0 };
    this.add({ id, fn, args, type, fixed: false, guard: null, name: null, span });
    return { from: 'statement', id };
  }

  private add(statement: Statement): void {
    this.statements.push(statement);
    this.next = Math.max(this.next, statement.id + 1);
  }

  finish(results: readonly Operand[]): Body {
    return { statements: this.statements, results };
  }
}

/** Numbers the places that draw random numbers anew, in the order in which the checker meets them. */
function withDrawsNumbered(program: Program): Program {
  let draws = 0;
  const numbered = (body: Body): Body => ({
    ...body,
    statements: body.statements.map((statement) => {
      const hidden = findFunction(statement.fn)!.signature.arguments.findIndex(
        (argument) => argument.hidden === 'call site',
      );
      if (hidden < 0) return statement;
      const site: Operand = { from: 'literal', value: draws++ };
      return { ...statement, args: statement.args.with(hidden, site) };
    }),
  });
  return {
    ...program,
    slots: program.slots.map((slot) => ({
      ...slot,
      initial: slot.initial && numbered(slot.initial),
    })),
    train: numbered(program.train),
    evalPoint: program.evalPoint && numbered(program.evalPoint),
  };
}
