import type { Lint } from './lint';
import { assignmentBefore, lastReturn, replace } from './edits';

export const unstoredSlot: Lint = {
  code: 'D3',
  why: 'A slot is stored only if its name follows the update in the `return`. One that is read but never stored stays at zero for the whole run, and all that is worked out from it with it: the running norm of one library was computed at every step and dropped.',
  wrong: `def train(w, g, norm_avg, lr):
  norm_avg = interp(norm(g), norm_avg, 0.95)
  update = lr * g / (debias(norm_avg, 0.95) + 1e-8)
  return update
`,
  right: `def train(w, g, norm_avg, lr):
  norm_avg = interp(norm(g), norm_avg, 0.95)
  update = lr * g / (debias(norm_avg, 0.95) + 1e-8)
  return update, norm_avg
`,
  find: null,
  fix: ({ source, tree, entry }, { span }) => {
    const name = source.slice(span.start, span.end);
    const last = lastReturn(entry)?.values.at(-1);
    const assigned = entry && assignmentBefore(tree, name, entry.span.end);
    if (!last || last.kind === 'tuple' || !assigned) return undefined;
    return replace(`Return ${name}`, { start: last.span.end, end: last.span.end }, `, ${name}`);
  },
};
