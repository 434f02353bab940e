import { format } from '../syntax/format';
import { inferSlotExtents } from './infer';
import { BodyPrinter } from './print-body';
import type { Body, EntryName, Extent, Hyper, InputName, Operand, Program, Slot } from './program';

/**
 * Writes a program as text that reads back to the same program: the same statements in the same order, only
 * that an inner part used twice gets a name. Flags, loops and helpers are gone from the IR and stay gone.
 */
export function print(program: Program): string {
  const given = namesOfHypers(program);
  const helpers: string[] = [];
  const declarations = [
    ...program.hypers.filter(({ declared }) => declared).map(printHyper),
    ...printStates(program, given, helpers),
  ];
  const slots = program.slots.map(({ name }) => name);
  const sections = [
    [...printDoc(program.doc), ...declarations].join('\n'),
    ...helpers,
    printEntry(program),
    program.evalPoint
      ? printFunction(
          'eval_point',
          ['w', ...slotsUsed(program.evalPoint, slots)],
          program.evalPoint,
          new Map([...namesEverywhere(program), ...namesOfInputs(['w'])]),
          [],
        )
      : '',
  ];
  return format(`${sections.filter((section) => section !== '').join('\n\n')}\n`);
}

/** The entry function alone, not yet laid out. */
export function printEntry(program: Program): string {
  return printFunction(
    program.entry,
    parametersOf(program),
    program.train,
    new Map([...namesEverywhere(program), ...namesOfInputs(TENSORS[program.entry])]),
    program.slots.map(({ name }) => name),
  );
}

function namesOfHypers({ hypers }: Program): Map<string, Operand> {
  const own = hypers.filter(({ name }) => name !== 'lr');
  return new Map(own.map(({ name }) => [name, { from: 'hyper', name }]));
}

/** Hyperparameters, what the runtime gives to every function, and slots. */
function namesEverywhere(program: Program): Map<string, Operand> {
  return new Map<string, Operand>([
    ...namesOfHypers(program),
    ...namesOfInputs(['lr', 'step', 'total_steps', 'lr_peak', 'loss', 'epoch_end']),
    ...program.slots.map(({ name }): [string, Operand] => [name, { from: 'slot', name }]),
  ]);
}

/** What an entry function may be given besides its slots. */
const TENSORS: Readonly<Record<EntryName, readonly InputName[]>> = {
  train: ['w', 'g'],
  grad_transform: ['w', 'g'],
  update_transform: ['w', 'update', 'g'],
};

function parametersOf({ entry, slots, train }: Program): string[] {
  const own = slots.map(({ name }) => name);
  if (entry === 'train') return ['w', 'g', ...own, 'lr'];
  const given = TENSORS[entry].filter(
    (name) => name !== 'g' || entry !== 'update_transform' || reads(train, 'g'),
  );
  return [...given, ...own];
}

function reads({ statements, results }: Body, name: InputName): boolean {
  const operands = [...statements.flatMap(({ args }) => args), ...results];
  return operands.some((operand) => operand.from === 'input' && operand.name === name);
}

function printDoc(doc: string | null): string[] {
  if (doc === null) return [];
  const escaped = doc.replaceAll('\\', '\\\\').replace(/"(?="")|"$/g, '\\"');
  return [`"""${escaped}"""`];
}

function namesOfInputs(names: readonly InputName[]): Map<string, Operand> {
  return new Map(names.map((name) => [name, { from: 'input', name }]));
}

function printHyper({ name, low, high, scale, default: value, doc }: Hyper): string {
  const range = scale === 'linear' ? `${low}, ${high}` : `${low}, ${high}, ${scale}`;
  const declaration = `${name}: hyper(${range}) = ${value}`;
  if (doc === null) return declaration;
  const comments = doc.split('\n').map((line) => `#: ${line}`);
  return comments.length === 1
    ? `${declaration}  ${comments[0]}`
    : [...comments, declaration].join('\n');
}

/** The declarations of slots that start with something; a start of several lines becomes a helper. */
function printStates(
  program: Program,
  given: ReadonlyMap<string, Operand>,
  helpers: string[],
): string[] {
  const inferred = inferSlotExtents(program);
  const names = new Map([...given, ...namesOfInputs(['w', 'g'])]);
  return program.slots.flatMap((slot) => {
    if (!slot.initial) return [];
    const scope = inferred.get(slot.name) === slot.extent ? '' : scopeText(slot.extent);
    let text = new BodyPrinter(slot.initial, names).printExpression();
    if (text === null) {
      const helper = `${slot.name}_start`;
      helpers.push(printFunction(helper, ['w', 'g'], slot.initial, names, []));
      text = `${helper}(w, g)`;
    }
    return [`${slot.name}: state${scope} = ${text}`];
  });
}

/** `(row)`, `(rows, rows)`. */
const scopeText = (extent: Extent): string => (extent.startsWith('(') ? extent : `(${extent})`);

function printFunction(
  name: string,
  parameters: readonly string[],
  body: Body,
  names: ReadonlyMap<string, Operand>,
  stored: readonly string[],
): string {
  const lines = new BodyPrinter(body, names).print(stored);
  return [`def ${name}(${parameters.join(', ')}):`, ...lines].join('\n');
}

function slotsUsed({ statements, results }: Body, slots: readonly Slot['name'][]): string[] {
  const operands = [...statements.flatMap(({ args, guard }) => [...args, guard]), ...results];
  const used = new Set(
    operands.flatMap((operand) => (operand?.from === 'slot' ? [operand.name] : [])),
  );
  return slots.filter((name) => used.has(name));
}
