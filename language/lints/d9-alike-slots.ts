import type { Slot } from '../ir/program';
import type { Definition, Statement } from '../syntax/tree';
import { alikeSlots, type AlikeSlot } from '../simplify/alike';
import { expressionsOf, lineOf } from './edits';
import type { Finding, Lint } from './lint';
import { removeSlot } from './slot-edits';
import type { Subject } from './subject';

export const alike: Lint = {
  code: 'D9',
  why: 'Two slots that start alike and take in the same hold the same at every step, or one a fixed multiple of the other: `0.9 * v + g` is ten times `interp(g, m, 0.9)`. One of them is memory for nothing.',
  wrong: `def train(w, g, m, velocity, lr):
  m = interp(g, m, 0.9)
  velocity = 0.9 * velocity + g
  return lr * sign(m + velocity), m, velocity
`,
  right: `def train(w, g, m, lr):
  m = interp(g, m, 0.9)
  return lr * sign(m), m
`,
  find: function* (subject) {
    const { program, graph } = subject;
    for (const each of alikeOf(subject)) {
      const [slot, other] = [each.slot, each.of].map((name) =>
        program.slots.find((known) => known.name === name)!,
      );
      const { factor, hyper } = each;
      const related = graph.maker(subject.stored(other));
      yield {
        span: graph.maker(subject.stored(slot))?.span ?? slot.span,
        message:
          factor === null
            ? `\`${slot.name}\` holds the same as \`${other.name}\` at every step; one of them is enough.`
            : `\`${slot.name}\` is \`${factor}\` times \`${other.name}\` at every step${hyper === null ? '' : `, as long as \`${hyper}\` stays what it is`}; one of them is enough.`,
        ...(related
          ? { related: [{ span: related.span, message: `\`${other.name}\` is stored here.` }] }
          : {}),
        ...fixes(subject, each),
      };
    }
  },
};

/** Slots that are multiples of others. Most programs have none that could be, which shows without their normal form. */
export function alikeOf(subject: Subject): readonly AlikeSlot[] {
  const { program, degrees, live } = subject;
  const kinds = program.slots
    .filter((slot) => live.liveSlots.has(slot.name) && isStored(subject, slot))
    .map((slot) => {
      const { g, w } = degrees.of(subject.stored(slot));
      const kept = subject.kept(slot, 1000)?.toPrecision(9) ?? '';
      return [slot.extent, g.low, g.high, w.low, w.high, kept].join(' ');
    });
  return new Set(kinds).size < kinds.length ? alikeSlots(program) : [];
}

/** Slots that are never stored are the matter of another lint. */
function isStored(subject: Subject, slot: Slot): boolean {
  const stored = subject.stored(slot);
  return stored.from !== 'slot' || stored.name !== slot.name;
}

/** Writes the other slot in the place of the one, where no statement reads it while only one of the two is new. */
function fixes(subject: Subject, { slot, of, factor }: AlikeSlot): Pick<Finding, 'fixes'> {
  const { program, entry, source } = subject;
  if (!entry || program.evalPoint) return {};
  const [own, other] = [slot, of].map((name) => onlyAssignment(entry, name));
  if (!own || !other) return {};
  const [first, last] = [entry.body.indexOf(own), entry.body.indexOf(other)].sort((a, b) => a - b);
  const reads = entry.body.flatMap((statement, at) =>
    statement === own ? [] : readsOf(statement, slot).map((span) => ({ span, at })),
  );
  if (reads.some(({ at }) => at > first && at <= last)) return {};
  const place = program.slots.find(({ name }) => name === slot)!.span;
  const removed = removeSlot(subject, place, `Use ${of} in its place`)?.[0];
  if (!removed) return {};
  const text =
    factor === null ? of : `(${/^[\w.]+$/.test(factor) ? factor : `(${factor})`} * ${of})`;
  const edits = [
    ...removed.edits,
    { span: lineOf(source, own.span), text: '' },
    ...reads.map(({ span }) => ({ span, text })),
  ];
  return { fixes: [{ title: removed.title, edits }] };
}

/** The one statement that assigns a name and nothing else, not under a condition; null where there is no such. */
function onlyAssignment({ body }: Definition, name: string): Statement | null {
  const assigns = (statement: Statement): boolean => {
    switch (statement.kind) {
      case 'assign':
        return statement.targets.some((target) => target.name === name);
      case 'if':
        return [...statement.branches, { body: statement.otherwise ?? [] }].some((branch) =>
          branch.body.some(assigns),
        );
      case 'for':
        return statement.body.some(assigns);
      default:
        return false;
    }
  };
  const [only, ...others] = body.filter(assigns);
  return only?.kind === 'assign' && only.targets.length === 1 && others.length === 0 ? only : null;
}

/** Where a statement reads a name: a slot behind the update of a `return` is not read. */
function readsOf(statement: Statement, name: string): Finding['span'][] {
  const inner = (statements: readonly Statement[]): Finding['span'][] =>
    statements.flatMap((each) => readsOf(each, name));
  const returned =
    statement.kind === 'return'
      ? statement.values[0].kind === 'tuple'
        ? statement.values[0].items[0]
        : statement.values[0]
      : null;
  const own = [...expressionsOf(statement)].flatMap((part) => {
    const counts =
      !returned || (part.span.start >= returned.span.start && part.span.end <= returned.span.end);
    return part.kind === 'name' && part.name === name && counts ? [part.span] : [];
  });
  if (statement.kind === 'for') return [...own, ...inner(statement.body)];
  if (statement.kind !== 'if') return own;
  return [
    ...own,
    ...statement.branches.flatMap((branch) => inner(branch.body)),
    ...inner(statement.otherwise ?? []),
  ];
}
