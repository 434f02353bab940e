import type { Span } from '../diagnostics';
import { FUNCTIONS, findFunction, writtenArguments } from '../functions';
import type { Argument, FunctionEntry } from '../functions/entry';
import type { CallExpression, NameExpression } from '../syntax/tree';
import type { Frame } from './context';
import { expand } from './expand';
import { elaborate } from './expressions';
import { inlineHelper, inlineImported } from './helpers';
import { relocated } from './modules';
import { replacement } from './suggest';
import { literal, unknown, type Value } from './values';

/** Functions that the `hero` dialect takes over all parameters, where the language takes them per tensor. */
const HERO_NAMES: Readonly<Partial<Record<string, string>>> = {
  dot: 'global_dot',
  cosine_sim: 'global_cosine_sim',
};

/** Gives the values of a call: of a helper, which is inlined, or of a function of the table. */
export function elaborateCall(frame: Frame, call: CallExpression): readonly Value[] {
  const args = call.args.map((arg) => elaborate(frame, arg));
  const { name, span } = call.callee;
  const { context } = frame;
  if (context.broken.has(name)) return [unknown()];
  const imported = context.imported.get(name);
  if (imported) {
    context.symbols.place(context.symbols.symbol('helper', name, null), span, 'read', null);
    return inlineImported(frame, imported, call, args);
  }
  const helper = context.helpers.get(name);
  if (helper) {
    const symbol = context.symbols.symbol('helper', name, null);
    context.symbols.place(symbol, span, 'read', null);
    // Inside another program's function everything stands where that was called from.
    const placed = context.isForeign ? relocated(helper, span) : helper;
    return inlineHelper(frame, placed, call, args);
  }
  const entry = findFunction((context.hero && HERO_NAMES[name]) || name);
  if (!entry?.callable) {
    reportUnknownFunction(frame, call.callee);
    return [unknown()];
  }
  const symbol = context.symbols.symbol('function', name, null, entry.summary);
  context.symbols.place(symbol, span, 'read', null);
  const value = applyFunction(frame, entry, call, args);
  // More may follow of what is not closed yet.
  if (!call.closed) value.certain = false;
  return [value];
}

function applyFunction(
  frame: Frame,
  entry: FunctionEntry,
  call: CallExpression,
  args: readonly Value[],
): Value {
  const formal = writtenArguments(entry);
  if (args.length !== formal.length) {
    if (call.closed)
      reportArity(
        frame,
        call,
        formal.map((argument) => argument.name),
      );
    return unknown();
  }
  formal.forEach((argument, i) => checkArgument(frame, argument, args[i], call.args[i].span));
  const { meaning } = entry;
  const { root } = frame;
  const asksModel = meaning.per === 'pass' || (meaning.per === 'definition' && meaning.asksModel);
  if (asksModel && (root === 'initial' || root === 'eval_point')) {
    frame.context.report(
      'N1',
      call.span,
      `\`${entry.name}\` asks the model during a step; it has no meaning ${root === 'initial' ? 'before the first step' : 'in `eval_point`'}.`,
    );
    return unknown();
  }
  if (meaning.per === 'definition') {
    frame.context.expansions.push({ entry, args, span: call.span });
    return expand(frame.builder, entry, meaning.expression, args, call.span);
  }
  return emitCall(frame, entry, args, call.span);
}

/** Emits a function's application with the arguments that a call does not write. */
export function emitCall(
  { builder, context }: Frame,
  entry: FunctionEntry,
  args: readonly Value[],
  span: Span,
): Value {
  const numbered = entry.signature.arguments.length > args.length;
  const site = builder.isDiscarding ? 0 : numbered ? context.nextDraw() : 0;
  return builder.emit(entry, numbered ? [...args, literal(site)] : args, span);
}

export function reportArity(frame: Frame, call: CallExpression, formal: readonly string[]): void {
  const wanted = formal.length === 1 ? '1 argument' : `${formal.length} arguments`;
  const list = formal.length > 0 ? ` (${formal.join(', ')})` : '';
  frame.context.report(
    'N3',
    call.span,
    `\`${call.callee.name}\` takes ${wanted}${list}, not ${call.args.length}.`,
  );
}

function reportUnknownFunction(frame: Frame, { name, span }: NameExpression): void {
  const { context } = frame;
  if (context.symbols.symbol('entry', name, null).places.size > 0) {
    context.report(
      'N2',
      span,
      `\`${name}\` is called by the runtime; move what you need into a helper.`,
    );
    return;
  }
  if (frame.names.has(name) || context.globals.has(name)) {
    context.report('N2', span, `\`${name}\` is a value, not a function; did you mean to multiply?`);
    return;
  }
  const callable = FUNCTIONS.filter((entry) => entry.callable);
  const names = callable.flatMap((entry) => [entry.name, ...entry.aliases]);
  const own = [...context.helpers.keys(), ...context.imported.keys()];
  const guess = context.guess(name, [...own, ...names]);
  const advice = guess ? `; did you mean \`${guess}\`?` : '; define it with `def`.';
  context.report('N2', span, `No function is named \`${name}\`${advice}`, {
    fixes: replacement(span, guess),
  });
}

/** Compares a value's kind with what a function takes; extents are judged once they are known. */
export function checkArgument(frame: Frame, argument: Argument, value: Value, span: Span): boolean {
  const { kind } = value;
  if (kind === 'unknown' || argument.kind === kind) return true;
  if (argument.kind === 'num or bool' && kind !== 'string') return true;
  const advice: Record<string, string> = {
    bool: 'A number is needed here; turn the condition into one with `where(condition, 1, 0)`.',
    string: 'A number is needed here, not a string; strings are only compared by `==`.',
    num: 'A condition is needed here; compare the number, as in `x > 0`.',
  };
  frame.context.report('T1', span, advice[kind]);
  return false;
}
