import type { Lint } from './lint';
import type { Subject } from './subject';

/** Rounding, and shares such as 1 − 1e-12. */
const TOLERANCE = 1e-6;
const ROUNDS = 60;

export const unstableSlot: Lint = {
  code: 'A14',
  why: 'A slot that keeps more than all of its old value grows like a power of it, whatever is added: after some hundred steps it overflows. Check the coefficient; two that should add up to 1 may have lost a sign.',
  wrong: `def train(w, g, m, lr):
  m = 1.1 * m + g
  return lr * m, m
`,
  right: `def train(w, g, m, lr):
  m = 0.9 * m + g
  return lr * m, m
`,
  find: function* (subject) {
    const { program, graph, live } = subject;
    const linear = program.slots.filter(
      (slot) => live.liveSlots.has(slot.name) && subject.kept(slot, 1000) !== null,
    );
    const growth = spectralRadius(subject, linear);
    if (growth <= 1 + TOLERANCE) return;
    const [worst] = [...linear].sort((a, b) => subject.kept(b, 1000)! - subject.kept(a, 1000)!);
    const maker = graph.maker(subject.stored(worst));
    yield {
      span: maker?.span ?? worst.span,
      message: `\`${worst.name}\` grows by a factor of ${Number(growth.toPrecision(4))} at each step, without bound; it must keep at most all of its old value.`,
    };
  },
};

/** By how much the slots grow per step in the long run, driven by nothing: the power method. */
function spectralRadius(subject: Subject, slots: Subject['program']['slots']): number {
  const matrix = slots.map((slot) => {
    const terms = subject.terms(subject.stored(slot));
    return slots.map(({ name }) => {
      const term = terms.find(({ value }) => value.from === 'slot' && value.name === name);
      const share = term?.at({ step: 1000 }) ?? 0;
      return Number.isNaN(share) ? 0 : share;
    });
  });
  let vector = slots.map((_, i) => 1 + i / 7);
  let grown = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = matrix.map((row) => row.reduce((sum, share, j) => sum + share * vector[j], 0));
    const size = Math.hypot(...next);
    if (size === 0) return 0;
    if (round >= ROUNDS / 2) grown += Math.log(size);
    vector = next.map((x) => x / size);
  }
  return Math.exp(grown / (ROUNDS / 2));
}
