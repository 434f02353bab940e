import type { Diagnostic } from '../diagnostics';
import type { EntryName, Hyper, Program } from '../ir/program';
import type { Definition, Import, Item, NameExpression, SourceFile } from '../syntax/tree';
import { BodyBuilder } from './builder';
import { Context, isEntry, type Binding, type Frame } from './context';
import { declareInputs, readDeclarations, UNDECLARED_LR, type Settings } from './declarations';
import { inferExtents } from './extents';
import { checkUncalled } from './helpers';
import { judgeExtents } from './judge';
import { ModuleLoader, type ImportResolver } from './modules';
import { lint } from './lints';
import {
  finishSlot,
  forgotten,
  inputBinding,
  judgeSlots,
  judgeWeights,
  readSlots,
  refuseStrayStates,
  slotFlows,
  type SlotDraft,
} from './slots';
import type { Result } from './returns';
import { runBlock } from './statements';
import type { ProgramSymbol } from './symbols';
import { unknown } from './values';

export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** Null where there is any error. */
  readonly program: Program | null;
  /** Where there are errors: the program as far as it can be read, what cannot be being UNREAD; null without an entry. */
  readonly sketch: Program | null;
  readonly symbols: readonly ProgramSymbol[];
}

export interface CheckOptions {
  /** The program's name; usually its file's, without the ending. */
  readonly name?: string;
  /** Values for flags and choices, in place of the declared ones. */
  readonly settings?: Settings;
  /** Where other programs are found; left out: nowhere. */
  readonly imports?: ImportResolver;
  /** Of a program that others import from: it and those, outermost first. It needs no entry function. */
  readonly loading?: readonly string[];
}

/** Functions that the runtime calls; every other `def` is a helper. */
const ENTRIES: readonly EntryName[] = ['train', 'grad_transform', 'update_transform'];
const CALLED_BY_RUNTIME: ReadonlySet<string> = new Set([...ENTRIES, 'eval_point']);

/** Gives a tree its meaning: resolves names, infers types, unfolds helpers and loops into the IR. */
export function check(tree: SourceFile, broken: boolean, options: CheckOptions = {}): Checked {
  const context = new Context({ hero: isHero(tree), outer: null });
  declareInputs(context);
  const definitions = tree.items.filter((item): item is Definition => item.kind === 'definition');
  const declarations = tree.items.filter((item) => item.kind === 'declaration');
  const { hypers, states } = readDeclarations(
    context,
    declarations,
    definitions,
    options.settings ?? {},
  );
  const definitionsRun = readDefinitions(context, definitions);
  const modules = readImports(context, tree, options);
  if (!options.loading) requireEntry(context, definitionsRun);
  const purpose = ENTRIES.find((name) => definitionsRun.has(name)) ?? 'train';
  const entry = definitionsRun.get(purpose);

  const slots = entry ? readSlots(context, entry, states) : [];
  refuseStrayStates(context, states, entry, slots);
  const trainBody = new BodyBuilder();
  const frame = entry ? frameOf(context, entry, purpose, trainBody, slots) : null;
  const result = frame ? runEntry(frame) : null;
  const evalPoint = definitionsRun.get('eval_point');
  const evalBody = new BodyBuilder();
  const weights = evalPoint
    ? runEntry(frameOf(context, evalPoint, 'eval_point', evalBody, slots))
    : null;
  checkUncalledHelpers(context);

  const initialBodies = slots.flatMap(({ initial }) => (initial ? [initial.builder] : []));
  const bodies = [...initialBodies, trainBody, evalBody];
  inferExtents(bodies, slotFlows(slots, result, broken || context.hasErrors));
  const allHypers = [...withLr(hypers), ...modules.hypersUsed()];
  const isFaulty = judgeExtents(context, bodies, allHypers, forgotten(context, slots, result));
  judgeSlots(context, slots, result, isFaulty);
  judgeWeights(context, entry, result?.[0], isFaulty);
  judgeWeights(context, evalPoint, weights?.[0], isFaulty);
  if (entry && !result && !context.hasErrors)
    context.report(
      'N7',
      entry.name.span,
      `Not every path of \`${purpose}\` ends with \`return ${purpose === 'grad_transform' ? 'g' : 'update'}, …\`.`,
    );

  const faulty = broken || context.hasErrors;
  if (entry && result && !faulty) lint({ context, entry, slots, result, weights });
  const head = {
    name: options.name ?? 'program',
    doc: tree.doc?.value.trim() ?? null,
    entry: purpose,
    hypers: allHypers,
  };
  const program =
    result && !faulty
      ? {
          ...head,
          slots: slots.map((slot) => finishSlot(slot)),
          train: trainBody.finish(result),
          evalPoint: weights ? evalBody.finish(weights) : null,
        }
      : null;
  const sketch =
    frame && !program
      ? {
          ...head,
          slots: slots.map((slot) => finishSlot(slot, true)),
          train: trainBody.sketch(result ?? soFar(frame, slots)),
          evalPoint: null,
        }
      : null;
  return {
    diagnostics: context.diagnostics,
    program,
    sketch,
    symbols: context.symbols.finish(trainBody.drafts),
  };
}

/** `# dialect: hero` as the first line. */
function isHero({ comments }: SourceFile): boolean {
  return comments.some(({ line, text }) => line === 0 && /^#\s*dialect:\s*hero\s*$/.test(text));
}

function isImport(item: Item): item is Import {
  return item.kind === 'import';
}

/** Enters what the file imports. Each other program is checked by itself first. */
function readImports(context: Context, tree: SourceFile, options: CheckOptions): ModuleLoader {
  const { imports = () => null, loading = [options.name ?? ''] } = options;
  const modules = new ModuleLoader(
    context,
    imports,
    (module, broken, inner) => check(module, broken, { imports, loading: inner }).diagnostics,
  );
  tree.items.filter(isImport).forEach((item) => modules.enter(context, item, loading));
  return modules;
}

function withLr(hypers: readonly Hyper[]): Hyper[] {
  return hypers.some(({ name }) => name === 'lr') ? [...hypers] : [UNDECLARED_LR, ...hypers];
}

/** Sorts the functions into entries, which it returns, and helpers, which the context keeps. */
function readDefinitions(
  context: Context,
  definitions: readonly Definition[],
): Map<string, Definition> {
  const entries = new Map<string, Definition>();
  for (const definition of definitions) {
    const { name, span } = definition.name;
    if (name === '') continue;
    const isCalledByRuntime = CALLED_BY_RUNTIME.has(name);
    const symbol = context.symbols.symbol(
      isCalledByRuntime ? 'entry' : 'helper',
      name,
      null,
      definition.doc?.value,
    );
    if (entries.has(name) || context.helpers.has(name)) {
      context.report('N4', span, `There is already a function \`${name}\`; rename one of the two.`);
      continue;
    }
    context.symbols.place(symbol, span, 'definition', null);
    refuseDoubles(context, definition);
    if (isCalledByRuntime) entries.set(name, definition);
    else context.helpers.set(name, definition);
  }
  return entries;
}

function refuseDoubles(context: Context, { parameters }: Definition): void {
  const seen = new Set<string>();
  for (const { name, span } of parameters) {
    if (seen.has(name))
      context.report('N4', span, `\`${name}\` is a parameter already; rename one.`);
    seen.add(name);
  }
}

function requireEntry(context: Context, entries: ReadonlyMap<string, Definition>): void {
  const [first, ...others] = ENTRIES.filter((name) => entries.has(name));
  if (!first)
    context.report(
      'N6',
      { start: 0, end: 0 },
      'A program needs a function `train`, such as `def train(w, g, lr):`.',
    );
  for (const other of others)
    context.report(
      'N6',
      entries.get(other)!.name.span,
      `A file has one of \`train\`, \`grad_transform\` and \`update_transform\`, and this one has \`${first}\`; move \`${other}\` to a file of its own.`,
    );
}

/** What a function without a `return` would store if it ended here. */
const soFar = ({ names }: Frame, slots: readonly SlotDraft[]): Result => [
  unknown(),
  ...slots.map(({ name, value }) => names.get(name)?.value ?? value),
];

function frameOf(
  context: Context,
  definition: Definition,
  purpose: EntryName | 'eval_point',
  builder: BodyBuilder,
  slots: readonly SlotDraft[],
): Frame {
  return {
    context,
    builder,
    purpose,
    root: purpose,
    definition,
    callers: [],
    slots: slots.map(({ name }) => name),
    slotValues: new Map(slots.map(({ name, value }) => [name, value])),
    names: new Map(),
  };
}

function runEntry(frame: Frame): Result | null {
  const { context, purpose } = frame;
  const { parameters, body, name } = frame.definition!;
  for (const parameter of parameters) bindParameter(frame, parameter);
  const result = runBlock(frame, body);
  const empty = body.length === 0;
  if (!result && !empty && purpose === 'eval_point')
    context.report('N7', name.span, '`eval_point` must end with `return` and the weights.');
  return result;
}

function bindParameter(frame: Frame, { name, span }: NameExpression): void {
  const { context, purpose } = frame;
  const bind = (binding: Binding): void => {
    frame.names.set(name, binding);
    context.symbols.place(binding.symbol, span, 'write', binding.value);
  };
  const slot = frame.slotValues.get(name);
  if (slot)
    bind({ symbol: context.symbols.symbol('slot', name, null), value: slot, assignments: [] });
  else if (name === 'w' || (name === 'g' && isEntry(purpose))) bind(inputBinding(context, name));
  else if (name === 'update' && purpose === 'update_transform') bind(inputBinding(context, name));
  else if (name === 'lr' && isEntry(purpose)) {
    const { symbol, value } = context.globals.get('lr')!;
    bind({ symbol, value, assignments: [] });
  } else {
    const symbol = context.symbols.symbol('parameter', name, frame.definition!.span);
    bind({ symbol, value: unknown(), assignments: [] });
    if (purpose === 'eval_point')
      context.report(
        'N6',
        span,
        `\`eval_point\` takes \`w\` and slots of the program; \`${name}\` is neither.`,
      );
  }
}

function checkUncalledHelpers(context: Context): void {
  for (const helper of context.helpers.values()) {
    const symbol = context.symbols.symbol('helper', helper.name.name, null);
    if (context.symbols.isRead(symbol)) continue;
    const builder = new BodyBuilder();
    checkUncalled(
      {
        context,
        builder,
        purpose: 'helper',
        root: 'helper',
        definition: null,
        callers: [],
        slots: [],
        slotValues: new Map(),
        names: new Map(),
      },
      helper,
    );
  }
}
