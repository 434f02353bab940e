import type { Diagnostic, Span } from '../diagnostics';
import type { Hyper } from '../ir/program';
import { indexLines } from '../syntax/lines';
import { parse } from '../syntax/parser';
import type { Definition, Import, SourceFile } from '../syntax/tree';
import { Context } from './context';
import { declareInputs, readDeclarations } from './declarations';
import { nearest, replacement } from './suggest';
import { given, literal } from './values';

/** Gives the text of another program by its file's name without the ending; null where there is none. */
export type ImportResolver = (module: string) => string | null;

/** Another program, as one that imports from it sees it. */
export interface Module {
  readonly name: string;
  readonly context: Context;
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly hypers: readonly Hyper[];
}

/** A function of another program. */
export interface ImportedFunction {
  readonly module: Module;
  readonly definition: Definition;
}

/** Checks another program by itself; gives its errors. */
export type CheckModule = (
  tree: SourceFile,
  broken: boolean,
  loading: readonly string[],
) => readonly Diagnostic[];

/** Where people import functions from in Python. */
const OF_PYTHON: ReadonlySet<string> = new Set(
  'math numpy np torch jax jnp optax tensorflow tf keras random typing'.split(' '),
);

const CIRCLE = 'These programs import each other in a circle';

/** Where nothing of the importing program is. */
const ELSEWHERE: Span = { start: -1, end: -1 };

/** Loads what a file imports, each program once, and enters the names. */
export class ModuleLoader {
  private readonly modules = new Map<string, Module | null>();

  constructor(
    private readonly root: Context,
    private readonly resolve: ImportResolver,
    private readonly check: CheckModule,
  ) {}

  /** The hyperparameters of other programs that this one has come to depend on. */
  hypersUsed(): Hyper[] {
    return [...this.modules.values()].flatMap((module) =>
      module
        ? module.hypers
            .filter(({ name }) => isUsed(module, name))
            .map((hyper) => named(module, hyper))
        : [],
    );
  }

  /**
   * Enters an import's names in a context.
   *
   * @param loading the programs whose imports are being read, outermost first
   */
  enter(context: Context, item: Import, loading: readonly string[]): void {
    const { module: from, names, span } = item;
    if (!from) {
      const [first] = names;
      const name = first?.name.name ?? 'adamw';
      if (OF_PYTHON.has(name)) return refusePython(context, name, span);
      context.report(
        'N14',
        span,
        `Import names one by one: \`from ${name} import train as ${name}\`.`,
      );
      return;
    }
    if (OF_PYTHON.has(from.name) && this.resolve(from.name) === null) {
      for (const { name, alias } of names) context.broken.add((alias ?? name).name);
      return refusePython(context, from.name, span);
    }
    const module = this.load(context, from.name, from.span, loading);
    for (const { name, alias } of names) {
      const own = alias ?? name;
      if (
        context.helpers.has(own.name) ||
        context.imported.has(own.name) ||
        context.globals.has(own.name)
      ) {
        context.report(
          'N4',
          own.span,
          `\`${own.name}\` already has a meaning; import it \`as\` something else.`,
        );
        continue;
      }
      const definition = module?.definitions.get(name.name);
      const constant = module?.context.globals.get(name.name);
      if (module && definition) {
        context.imported.set(own.name, { module, definition });
        const symbol = context.symbols.symbol(
          'helper',
          own.name,
          null,
          definition.doc?.value ?? null,
        );
        context.symbols.place(symbol, own.span, 'definition', null);
      } else if (constant?.symbol.kind === 'constant') {
        const { operand } = constant.value;
        const value = literal(operand.from === 'literal' ? operand.value : 0);
        const symbol = context.symbols.symbol('constant', own.name, null, constant.symbol.doc);
        context.symbols.place(symbol, own.span, 'definition', value);
        context.globals.set(own.name, { symbol, value, early: true });
      } else if (module) {
        const guess = nearest(name.name, [...module.definitions.keys()]);
        const advice = guess
          ? `; did you mean \`${guess}\`?`
          : '; functions and constants can be imported.';
        context.report(
          'N14',
          name.span,
          `\`${from.name}\` has no function or constant \`${name.name}\`${advice}`,
          {
            fixes: replacement(name.span, guess),
          },
        );
        context.broken.add(own.name);
      } else {
        context.broken.add(own.name);
      }
    }
  }

  private load(
    context: Context,
    name: string,
    span: Span,
    loading: readonly string[],
  ): Module | null {
    if (loading.includes(name)) {
      const way = [...loading.slice(loading.indexOf(name)), name].join(' → ');
      context.report('N14', span, `${CIRCLE}: ${way}.`);
      return null;
    }
    const known = this.modules.get(name);
    if (known !== undefined) return known;
    const source = this.resolve(name);
    if (source === null)
      context.report(
        'N14',
        span,
        `There is no program \`${name}\` beside this one, nor in the gallery.`,
      );
    const module = source === null ? null : this.read(context, name, source, span, loading);
    this.modules.set(name, module);
    return module;
  }

  private read(
    context: Context,
    name: string,
    source: string,
    span: Span,
    loading: readonly string[],
  ): Module | null {
    const parsed = parse(source);
    const inner = [...loading, name];
    const found = [
      ...parsed.diagnostics,
      ...this.check(parsed.tree, parsed.diagnostics.length > 0, inner),
    ];
    const error = found.find(({ severity }) => severity === 'error');
    if (error) {
      // A circle is no program's own error: it is told the same to all that are in it or lead into it.
      if (error.message.startsWith(CIRCLE)) {
        context.report('N14', span, error.message);
        return null;
      }
      const line = indexLines(source).positionAt(error.span.start).line + 1;
      context.report('N14', span, `\`${name}\` has an error in line ${line}: ${error.message}`);
      return null;
    }
    return this.open(name, parsed.tree, inner);
  }

  /** A sound program's declarations and definitions, in a context of their own that reports to the root's. */
  private open(name: string, tree: SourceFile, loading: readonly string[]): Module {
    const context = new Context({ hero: false, outer: this.root });
    declareInputs(context);
    const { items } = relocated(tree, ELSEWHERE);
    const declarations = items.filter((item) => item.kind === 'declaration');
    const { hypers } = readDeclarations(context, declarations, [], {});
    for (const [key, global] of context.globals) {
      const { operand } = global.value;
      if (operand.from !== 'hyper') continue;
      const value = given({ from: 'hyper', name: prefixed(name, operand.name) }, 'num', 'model');
      context.globals.set(key, { ...global, value });
    }
    const definitions = new Map<string, Definition>();
    for (const item of items) {
      if (item.kind === 'import') this.enter(context, item, loading);
      if (item.kind !== 'definition') continue;
      const own = { ...item, name: { ...item.name, name: `${name}.${item.name.name}` } };
      definitions.set(item.name.name, own);
      context.helpers.set(item.name.name, own);
    }
    return { name, context, definitions, hypers };
  }
}

/** The same tree with every part at one place: a body that is inlined stands where it is called from. */
export function relocated<T>(node: T, span: Span): T {
  if (Array.isArray(node)) return node.map((part: unknown) => relocated(part, span)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) =>
    /^(span|otherwiseSpan)$/.test(key) && value !== null
      ? [key, span]
      : [key, relocated(value, span)],
  );
  return Object.fromEntries(entries) as T;
}

function refusePython(context: Context, name: string, span: Span): void {
  context.report(
    'N14',
    span,
    `The language's own functions need no import, and \`${name}\` is not to be had; remove this line.`,
    { fixes: [{ title: 'Remove the import', edits: [{ span, text: '' }] }] },
  );
}

const prefixed = (module: string, name: string): string => `${module}_${name}`;

const named = (module: Module, hyper: Hyper): Hyper => ({
  ...hyper,
  name: prefixed(module.name, hyper.name),
  span: null,
});

function isUsed({ context }: Module, name: string): boolean {
  const symbol = context.globals.get(name)?.symbol;
  return name !== 'lr' && symbol !== undefined && context.symbols.isRead(symbol);
}
