import type { CallExpression, Definition } from '../syntax/tree';
import type { Binding, Context, Frame } from './context';
import { reportArity } from './calls';
import { relocated, type ImportedFunction } from './modules';
import { runBlock } from './statements';
import { unknown, type Value } from './values';

/** Helpers that call helpers, far below what would exhaust the stack. */
const DEEPEST = 64;

/** Puts a helper's body in the place of its call, and gives what it returns. */
export function inlineHelper(
  frame: Frame,
  helper: Definition,
  call: CallExpression,
  args: readonly Value[],
): readonly Value[] {
  const { name } = helper.name;
  const count = resultCount(helper);
  if (frame.callers.includes(name)) {
    frame.context.report(
      'N10',
      call.callee.span,
      `\`${name}\` calls itself, which never ends; use \`for i in range(n)\`.`,
    );
    return unknowns(count);
  }
  if (frame.callers.length >= DEEPEST) {
    frame.context.report(
      'N13',
      call.callee.span,
      `More than ${DEEPEST} helpers call one another here; use fewer.`,
    );
    return unknowns(count);
  }
  if (args.length !== helper.parameters.length) {
    if (call.closed)
      reportArity(
        frame,
        call,
        helper.parameters.map((parameter) => parameter.name),
      );
    return unknowns(count);
  }
  return runHelper(frame, helper, args) ?? unknowns(count);
}

/** As `inlineHelper`, for a function of another program: what it names is that program's. */
export function inlineImported(
  frame: Frame,
  { module, definition }: ImportedFunction,
  call: CallExpression,
  args: readonly Value[],
): readonly Value[] {
  const inside = { ...frame, context: module.context };
  return inlineHelper(inside, relocated(definition, call.callee.span), call, args);
}

/** Checks a helper that nothing calls, as far as that goes without knowing its arguments. */
export function checkUncalled(frame: Frame, helper: Definition): void {
  frame.builder.discarded(() => runHelper(frame, helper, helper.parameters.map(unknown)));
}

function runHelper(
  frame: Frame,
  helper: Definition,
  args: readonly Value[],
): readonly Value[] | null {
  const inner: Frame = {
    context: frame.context,
    builder: frame.builder,
    purpose: 'helper',
    root: frame.root,
    definition: helper,
    callers: [...frame.callers, helper.name.name],
    slots: [],
    slotValues: new Map(),
    names: bindParameters(frame.context, helper, args),
  };
  const result = runBlock(inner, helper.body);
  if (!result)
    frame.context.report(
      'N7',
      helper.name.span,
      `\`${helper.name.name}\` does not return a value on every path; end it with \`return …\`.`,
    );
  return result;
}

function bindParameters(
  context: Context,
  helper: Definition,
  args: readonly Value[],
): Map<string, Binding> {
  const names = new Map<string, Binding>();
  helper.parameters.forEach(({ name, span }, i) => {
    const symbol = context.symbols.symbol('parameter', name, helper.span);
    context.symbols.place(symbol, span, 'definition', args[i]);
    names.set(name, { symbol, value: args[i], assignments: [] });
  });
  return names;
}

/** The number of values that a helper's last `return` names: enough to keep errors from spreading. */
function resultCount(helper: Definition): number {
  const last = helper.body.at(-1);
  return last?.kind === 'return' ? last.values.length : 1;
}

function unknowns(count: number): Value[] {
  return Array.from({ length: count }, unknown);
}
