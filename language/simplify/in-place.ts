import { findLive } from '../analysis/liveness';
import type { Body, Operand, Program, Statement } from '../ir/program';
import { licence, stateStep, written, type Step } from './derivation';
import { readProgram, type Form, type ReadStatement } from './read';
import { effort } from './effort';
import { expressionText } from '../ir/expression-text';
import { mergeEqualSlots, NEVER_MATTERS } from './state';
import { BodyWriter } from './write';

/**
 * The program as it is written, with single statements in simpler form: those where a rule makes the whole less
 * work. Equal slots are kept once, and what nothing comes of is left out. Throws Unsimplifiable.
 */
export function simplifyInPlace(program: Program): { program: Program; steps: readonly Step[] } {
  const merged = mergeSlots(program);
  const { form, statements } = readProgram(merged.program);
  const rewriter = new Rewriter(merged.program, form, statements);
  const { program: simpler, steps } = rewriter.rewrite(worthwhile(rewriter, statements));
  return { program: simpler, steps: [...merged.steps, ...steps] };
}

/** The statements to be rewritten: each of them makes the program less work, given the others. */
function worthwhile(rewriter: Rewriter, statements: readonly ReadStatement[]): Set<number> {
  const chosen = new Set<number>();
  const effortWith = (): number => {
    const { program, strays } = rewriter.rewrite(chosen);
    return strays ? Infinity : effort(program);
  };
  let best = effortWith();
  const candidates = statements.filter(
    ({ statement, rules }) => !statement.guard && rules.size > 0,
  );
  for (const { statement } of candidates) {
    chosen.add(statement.id);
    const cost = effortWith();
    if (cost < best) best = cost;
    else chosen.delete(statement.id);
  }
  for (const id of [...chosen]) {
    chosen.delete(id);
    if (effortWith() > best) chosen.add(id);
  }
  return chosen;
}

/** Slots that start and go on alike, as one. */
function mergeSlots(program: Program): { program: Program; steps: Step[] } {
  const { steps } = mergeEqualSlots(readProgram(program).form);
  if (steps.length === 0) return { program, steps: [] };
  const twins = new Map(steps.map(({ slot, instead }) => [slot, instead]));
  const put = (operand: Operand): Operand =>
    operand.from === 'slot'
      ? { from: 'slot', name: twins.get(operand.name) ?? operand.name }
      : operand;
  const inBody = (body: Body): Body => ({
    statements: body.statements.map((statement) => ({
      ...statement,
      args: statement.args.map(put),
      guard: statement.guard && put(statement.guard),
    })),
    results: body.results.map(put),
  });
  const merged = {
    ...program,
    train: inBody(program.train),
    evalPoint: program.evalPoint && inBody(program.evalPoint),
  };
  return {
    program: withSlots(merged, (name) => !twins.has(name)),
    steps: steps.map(stateStep),
  };
}

/** The program with some of its slots only. */
function withSlots(program: Program, isKept: (name: string) => boolean): Program {
  const { slots, train } = program;
  const [main, ...stored] = train.results;
  return {
    ...program,
    slots: slots.filter(({ name }) => isKept(name)),
    train: { ...train, results: [main, ...stored.filter((_, i) => isKept(slots[i].name))] },
  };
}

const THERE_ALREADY = { rule: 'the value is there already', condition: 'always' };

/** What an operand is; of one that has a name and is only used, the name. */
function textOf(statements: readonly Statement[], operand: Operand, isUsed: boolean): string {
  const name = operand.from === 'statement' ? statements[operand.id].name : null;
  return isUsed && name !== null ? name : expressionText(statements, operand);
}

interface Rewritten {
  readonly program: Program;
  readonly steps: Step[];
  /** Whether something has left the branch that it has to stay in, or has come into the way of one. */
  readonly strays: boolean;
}

class Rewriter {
  constructor(
    private readonly program: Program,
    private readonly form: Form,
    private readonly statements: readonly ReadStatement[],
  ) {}

  /** The program with the chosen statements in normal form, and what nothing comes of left out. */
  rewrite(chosen: ReadonlySet<number>): Rewritten {
    const { train } = this.program;
    const { names } = this.form;
    const writer = new BodyWriter(this.form);
    const moved = new Map<number, Operand>();
    const put = (operand: Operand): Operand =>
      (operand.from === 'statement' ? moved.get(operand.id) : undefined) ?? operand;
    const steps: Step[] = [];
    const copies = new Map<number, Statement>();
    let strays = false;
    for (const { statement, node, rules } of this.statements) {
      const before = writer.statements.length;
      const known = statement.guard ? null : writer.known(node);
      const operand = known ?? (chosen.has(statement.id) ? writer.put(node, statement.name) : null);
      if (operand) {
        // Between the values that come out of a branch nothing else can stand.
        if (statement.fn === 'choose' && writer.statements.length > before) strays = true;
        const licensed = rules.size === 0 ? THERE_ALREADY : licence(rules, names);
        const was = written(train.statements, statement);
        const value = textOf(writer.statements, operand, known !== null);
        const after = statement.name === null ? value : `${statement.name} = ${value}`;
        if (after !== was) steps.push({ ...licensed, before: was, after, span: statement.span });
        moved.set(statement.id, operand);
        continue;
      }
      const copy = writer.copy(statement, put, statement.guard ? null : node);
      copies.set(copy.id, statement);
      moved.set(statement.id, { from: 'statement', id: copy.id });
    }
    const body = { statements: writer.statements, results: train.results.map(put) };
    const rewritten = this.withoutIdle({ ...this.program, train: body }, copies, steps);
    return { ...rewritten, strays: strays || writer.strays };
  }

  /** Leaves out slots, statements and hyperparameters that never matter. */
  private withoutIdle(
    program: Program,
    copies: ReadonlyMap<number, Statement>,
    steps: readonly Step[],
  ): { program: Program; steps: Step[] } {
    const { isLive, liveSlots, reaches } = findLive(program);
    const kept = withSlots(program, (name) => liveSlots.has(name));
    const [live, idle]: [Statement[], Statement[]] = [[], []];
    for (const statement of kept.train.statements)
      (isLive({ from: 'statement', id: statement.id }) ? live : idle).push(statement);
    const gone = idle.flatMap((statement): Step[] => {
      const original = copies.get(statement.id);
      if (!original || original.name === null) return [];
      return [
        {
          rule: 'nothing comes of the value',
          condition: 'neither the update nor a slot that is kept is made of it',
          before: written(this.program.train.statements, original),
          after: '',
          span: original.span,
        },
      ];
    });
    return {
      program: {
        ...kept,
        hypers: kept.hypers.filter(({ name }) => name === 'lr' || reaches({ from: 'hyper', name })),
        train: { ...kept.train, statements: live },
      },
      steps: [
        ...steps,
        ...gone,
        ...program.slots
          .filter(({ name }) => !liveSlots.has(name))
          .map(({ name }) => stateStep({ ...NEVER_MATTERS, slot: name })),
      ],
    };
  }
}
