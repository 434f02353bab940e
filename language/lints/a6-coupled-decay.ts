import type { Operand } from '../ir/program';
import { operandKey } from '../ir/structure';
import { assignmentAt, grouped, lastReturn, lineOf } from './edits';
import type { Finding, Lint } from './lint';
import type { Subject } from './subject';

export const coupledDecay: Lint = {
  code: 'A6',
  why: 'Weight decay that is added to the gradient of an adaptive rule is divided by the root mean square like the rest of it: weights with large gradients hardly decay at all. That is L2 regularization, coupled; decoupled decay adds `lr * wd * w` to the update (Loshchilov and Hutter, 2017).',
  wrong: `wd: hyper(0, 1) = 0.01

def train(w, g, m, v, lr):
  g = g + wd * w
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999)
  update = debias(m, 0.9) / (sqrt(debias(v, 0.999)) + 1e-8)
  return lr * update, m, v
`,
  right: `wd: hyper(0, 1) = 0.01

def train(w, g, m, v, lr):
  m = interp(g, m, 0.9)
  v = interp(square(g), v, 0.999)
  update = debias(m, 0.9) / (sqrt(debias(v, 0.999)) + 1e-8)
  return lr * (update + wd * w), m, v
`,
  find: function* (subject) {
    const { statements, live } = subject;
    for (const { id, fn, args, span, type } of statements) {
      if (fn !== 'divide' || type.extent !== 'elem') continue;
      if (!live.isLive({ from: 'statement', id })) continue;
      const [above, below] = args;
      if (!containsWeights(subject, below) || !containsWeights(subject, above)) continue;
      yield describe(subject, span);
      return;
    }
  },
};

/** Whether the weights enter a value element by element, in this step or through slots; a norm of them does not count. */
function containsWeights(subject: Subject, from: Operand): boolean {
  const { graph, program } = subject;
  const seen = new Set<string>();
  const waiting = [from];
  for (let operand = waiting.pop(); operand; operand = waiting.pop()) {
    const key = operandKey(operand);
    if (seen.has(key)) continue;
    seen.add(key);
    if (operand.from === 'input' && operand.name === 'w') return true;
    if (operand.from === 'slot') {
      const { name } = operand;
      const slot = program.slots.find((each) => each.name === name)!;
      if (slot.extent !== 'model' && slot.extent !== 'tensor') waiting.push(subject.stored(slot));
    }
    const maker = graph.maker(operand);
    if (maker && maker.type.extent !== 'model' && maker.type.extent !== 'tensor')
      waiting.push(...maker.args);
  }
  return false;
}

function describe(subject: Subject, span: Finding['span']): Finding {
  const { tree, source, statements, entry } = subject;
  const message =
    'The weights are part of what is divided here and of what it is divided by: weight decay is coupled (L2), and weakest where gradients are large.';
  const decay = statements.find(
    ({ fn, args }) =>
      fn === 'add' && args.some((arg) => isDecay(subject, arg)) && args.some(isGradient),
  );
  if (!decay) return { span, message };
  const related = [{ span: decay.span, message: 'Weight decay joins the gradient here.' }];
  const statement = assignmentAt(tree, decay.span);
  const value = statement?.values[0];
  const update = lastReturn(entry)?.values[0];
  const plain = statement && value?.kind === 'binary' && statement.targets[0].name === 'g';
  if (!plain || !update || update.kind === 'tuple') return { span, message, related };
  const part = isGradient(decay.args[0]) ? value.right : value.left;
  const term = source.slice(part.span.start, part.span.end);
  return {
    span,
    message,
    related,
    fixes: [
      {
        title: 'Decouple weight decay',
        edits: [
          { span: lineOf(source, statement.span), text: '' },
          { span: update.span, text: `${grouped(source, update)} + lr * ${term}` },
        ],
      },
    ],
  };
}

const isGradient = (operand: Operand): boolean => operand.from === 'input' && operand.name === 'g';

function isDecay({ graph }: Subject, operand: Operand): boolean {
  const maker = graph.maker(operand);
  return (
    maker?.fn === 'multiply' && maker.args.some((arg) => arg.from === 'input' && arg.name === 'w')
  );
}
