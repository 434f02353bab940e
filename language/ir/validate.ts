import { findFunction } from '../functions';
import { fitsIn, goTogether, meetsNeed, resultExtent, sizeOf } from './extent';
import type { Body, InputName, Operand, Program, Statement, ValueType } from './program';

const NUM_MODEL: ValueType = { kind: 'num', extent: 'model' };
const INPUT_TYPES: Readonly<Record<InputName, ValueType>> = {
  w: { kind: 'num', extent: 'elem' },
  g: { kind: 'num', extent: 'elem' },
  update: { kind: 'num', extent: 'elem' },
  lr: NUM_MODEL,
  step: NUM_MODEL,
  total_steps: NUM_MODEL,
  lr_peak: NUM_MODEL,
  loss: NUM_MODEL,
  epoch_end: { kind: 'bool', extent: 'model' },
};

/** Says in sentences what is wrong with a program; an empty list for a well-formed one. */
export function validate(program: Program): readonly string[] {
  const problems: string[] = [];
  const check = (name: string, body: Body, results: number, early: boolean): void => {
    const validator = new BodyValidator(program, body, early);
    problems.push(...validator.run(results).map((problem) => `${name}: ${problem}`));
  };
  check('train', program.train, 1 + program.slots.length, false);
  if (program.evalPoint) check('eval_point', program.evalPoint, 1, false);
  for (const { name, initial } of program.slots) if (initial) check(name, initial, 1, true);
  return problems;
}

class BodyValidator {
  private readonly problems: string[] = [];
  private readonly earlier = new Map<number, Statement>();

  constructor(
    private readonly program: Program,
    private readonly body: Body,
    /** Evaluated before the first step: neither slots nor the step are there. */
    private readonly early: boolean,
  ) {}

  run(results: number): string[] {
    for (const statement of this.body.statements) {
      this.checkStatement(statement);
      if (this.earlier.has(statement.id)) this.problems.push(`two statements ${statement.id}`);
      this.earlier.set(statement.id, statement);
    }
    if (this.body.results.length !== results)
      this.problems.push(`${this.body.results.length} results, not ${results}`);
    this.body.results.forEach((operand, i) => this.checkResult(operand, i));
    return this.problems;
  }

  private checkStatement(statement: Statement): void {
    const { id, fn, args, guard, type } = statement;
    const say = (problem: string): void => void this.problems.push(`statement ${id}: ${problem}`);
    const entry = findFunction(fn);
    if (!entry || entry.name !== fn || entry.meaning.per === 'definition')
      return say(`no function ${fn}`);
    const formal = entry.signature.arguments;
    if (args.length !== formal.length) return say(`${args.length} arguments of ${fn}`);
    const types = args.map((arg) => this.typeOf(arg));
    types.forEach((actual, i) => {
      if (!actual) return;
      const { kind, finest, needs, saysSize } = formal[i];
      if (kind !== 'num or bool' && kind !== actual.kind) say(`argument ${i} is a ${actual.kind}`);
      if (finest && fn !== 'choose' && !fitsIn(actual.extent, finest))
        say(`argument ${i} is too fine`);
      if (needs && !meetsNeed(actual.extent, needs)) say(`argument ${i} is no ${needs}`);
      if (saysSize && sizeOf(args[i]) === null) say(`argument ${i} is no size`);
    });
    const known = types.flatMap((actual) => (actual ? [actual.extent] : []));
    if (resultExtent(entry, known, args) !== type.extent) say(`its extent is not ${type.extent}`);
    if (!goTogether(entry, known)) say('its arguments differ in size');
    if (guard) this.checkGuard(guard, say);
    this.checkReach(statement, say);
  }

  private checkGuard(guard: Operand, say: (problem: string) => void): void {
    const type = this.typeOf(guard);
    if (type && (type.kind !== 'bool' || !fitsIn(type.extent, 'tensor')))
      say('its guard is no condition');
  }

  /** Only `choose` may use what is guarded otherwise than itself. */
  private checkReach({ fn, args, guard }: Statement, say: (problem: string) => void): void {
    if (fn === 'choose') return;
    for (const arg of args) {
      const source = this.statement(arg);
      if (source?.guard && !this.isWithin(guard, source.guard)) say('it looks past a guard');
    }
  }

  /** True where a guard holds only if the outer one does. */
  private isWithin(guard: Operand | null, outer: Operand): boolean {
    if (!guard) return false;
    if (guard.from === 'statement' && outer.from === 'statement' && guard.id === outer.id)
      return true;
    if (guard.from === 'input' && outer.from === 'input' && guard.name === outer.name) return true;
    const nested = this.statement(guard);
    return nested?.fn === 'choose' && this.isWithin(nested.args[0], outer);
  }

  private checkResult(operand: Operand, index: number): void {
    const type = this.typeOf(operand);
    const slot = index > 0 ? this.program.slots[index - 1] : null;
    if (this.statement(operand)?.guard) this.problems.push(`result ${index} looks past a guard`);
    if (type && type.kind !== 'num') this.problems.push(`result ${index} is no number`);
    if (type && slot && !fitsIn(type.extent, slot.extent))
      this.problems.push(`result ${index} does not fit the slot ${slot.name}`);
    if (type && index === 0 && !this.early && !fitsIn(type.extent, 'elem'))
      this.problems.push('result 0 does not fit the weights');
  }

  private statement(operand: Operand): Statement | undefined {
    return operand.from === 'statement' ? this.earlier.get(operand.id) : undefined;
  }

  /** Null for strings and for what is reported. */
  private typeOf(operand: Operand): ValueType | null {
    switch (operand.from) {
      case 'statement': {
        const statement = this.earlier.get(operand.id);
        if (!statement) this.problems.push(`${operand.id} is used before it is there`);
        return statement?.type ?? null;
      }
      case 'input':
        if (operand.name === 'update' && this.program.entry !== 'update_transform')
          this.problems.push('update is there for an update_transform only');
        if (this.early && operand.name !== 'w' && operand.name !== 'g')
          this.problems.push(`${operand.name} is not there before the first step`);
        return INPUT_TYPES[operand.name];
      case 'hyper':
        if (!this.program.hypers.some(({ name }) => name === operand.name && name !== 'lr'))
          this.problems.push(`no hyperparameter ${operand.name}`);
        return NUM_MODEL;
      case 'slot': {
        const slot = this.program.slots.find(({ name }) => name === operand.name);
        if (!slot || this.early) this.problems.push(`no slot ${operand.name}`);
        return slot ? { kind: 'num', extent: slot.extent } : null;
      }
      case 'literal':
        return { kind: typeof operand.value === 'number' ? 'num' : 'bool', extent: 'model' };
      case 'string':
        return null;
    }
  }
}
