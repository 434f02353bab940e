import type { Span } from '../diagnostics';
import { matrixOf, sizeOf, type Size } from '../ir/extent';
import type { Extent, Hyper, HyperScale, InputName, NamedExtent } from '../ir/program';
import type { CallExpression, Declaration, Definition, Expression } from '../syntax/tree';
import { evaluateConstant, type Constant } from './constant';
import type { Context } from './context';
import { nearest } from './suggest';
import type { SymbolKind } from './symbols';
import { given, literal, text, unknown, type Value } from './values';

/** What a `state` declaration says of a slot. */
export interface StateDeclaration {
  readonly declaration: Declaration;
  /** Null: inferred. */
  readonly extent: Extent | null;
}

export interface Declarations {
  readonly hypers: Hyper[];
  readonly states: ReadonlyMap<string, StateDeclaration>;
}

/** Values that a person has set for flags and choices, in place of the declared ones. */
export type Settings = Readonly<Record<string, boolean | string>>;

/** The scales of `hyper(low, high, scale)`. */
export const SCALES: readonly HyperScale[] = ['linear', 'log', 'log1m', 'int'];
/** The scopes of `state(scope)`. */
export const EXTENTS: readonly NamedExtent[] = ['model', 'tensor', 'row', 'col', 'elem'];
/** The sizes of `state(rows, cols)` that a tensor gives. */
export const SIZES = ['rows', 'cols'] as const;
const KINDS = ['hyper', 'flag', 'choice', 'state'];

/** The learning rate of a program that does not declare one. */
export const UNDECLARED_LR: Hyper = {
  name: 'lr',
  default: 1e-3,
  low: 1e-6,
  high: 1,
  scale: 'log',
  doc: null,
  declared: false,
  span: null,
};

/** What the runtime gives a program besides `w`, `g` and its slots. */
export const INPUTS: readonly { name: InputName; kind: 'num' | 'bool'; doc: string }[] = [
  { name: 'lr', kind: 'num', doc: 'The learning rate of this step, as scheduled.' },
  { name: 'step', kind: 'num', doc: 'The number of this step; 1 at the first.' },
  { name: 'total_steps', kind: 'num', doc: 'The number of steps of the whole run.' },
  { name: 'lr_peak', kind: 'num', doc: 'The largest learning rate of the schedule.' },
  { name: 'loss', kind: 'num', doc: 'The mean loss of this batch, at `w`.' },
  { name: 'epoch_end', kind: 'bool', doc: 'True at the last step of an epoch.' },
];

const RESERVED_NAMES: ReadonlySet<string> = new Set(['w', 'g', 'update']);

/** Enters the names that the runtime gives. */
export function declareInputs(context: Context): void {
  for (const { name, kind, doc } of INPUTS) {
    const symbol = context.symbols.symbol('input', name, null, doc);
    const value = given({ from: 'input', name }, kind, 'model');
    symbol.given = value;
    context.globals.set(name, { symbol, value, early: false });
  }
}

/** Reads the declarations of a file and enters their names. */
export function readDeclarations(
  context: Context,
  declarations: readonly Declaration[],
  definitions: readonly Definition[],
  settings: Settings,
): Declarations {
  const parameters = new Set(
    definitions.flatMap((definition) => definition.parameters.map(({ name }) => name)),
  );
  const reader = new DeclarationReader(context, settings, parameters);
  for (const declaration of declarations) reader.read(declaration);
  return { hypers: reader.hypers, states: reader.states };
}

class DeclarationReader {
  readonly hypers: Hyper[] = [];
  readonly states = new Map<string, StateDeclaration>();
  private readonly declared = new Map<string, Span>();

  constructor(
    private readonly context: Context,
    private readonly settings: Settings,
    private readonly parameters: ReadonlySet<string>,
  ) {}

  read(declaration: Declaration): void {
    if (!this.isNewName(declaration)) return;
    const { annotation } = declaration;
    const kind = annotation === null ? 'constant' : kindOf(annotation);
    const args = annotation?.kind === 'call' ? annotation.args : [];
    switch (kind) {
      case 'constant':
        return this.readConstant(declaration);
      case 'hyper':
        return this.readHyper(declaration, args, (annotation as CallExpression).closed);
      case 'flag':
        return this.readFlag(declaration);
      case 'choice':
        return this.readChoice(declaration, args);
      case 'state':
        return this.readState(declaration, args);
      default:
        this.refuseKind(declaration, annotation!);
    }
  }

  private isNewName({ name: { name, span } }: Declaration): boolean {
    const earlier = this.declared.get(name);
    this.declared.set(name, span);
    if (earlier) {
      this.context.report('N4', span, `\`${name}\` is declared twice; remove one of the two.`, {
        related: [{ span: earlier, message: 'The first declaration is here.' }],
      });
      return false;
    }
    const given = this.context.globals.has(name) && name !== 'lr';
    if (given || RESERVED_NAMES.has(name)) {
      this.context.report('N4', span, `\`${name}\` already has a meaning; choose another name.`);
      return false;
    }
    return true;
  }

  private readConstant(declaration: Declaration): void {
    const value = this.constant(declaration.value);
    if (typeof value !== 'number') {
      const several = declaration.value.kind === 'tuple';
      this.refuseValue(
        declaration,
        several ? 'one number; declare each of several by itself' : 'a number, such as `0.1`',
      );
      return this.enter(declaration, 'constant', literal(0));
    }
    this.enter(declaration, 'constant', literal(value));
  }

  private readFlag(declaration: Declaration): void {
    const value = this.constant(declaration.value);
    if (typeof value !== 'boolean') this.refuseValue(declaration, '`True` or `False`');
    const setting = this.settings[declaration.name.name];
    const chosen = typeof setting === 'boolean' ? setting : value === true;
    this.enter(declaration, 'flag', literal(chosen));
  }

  private readChoice(declaration: Declaration, args: readonly Expression[]): void {
    const choices = args.flatMap((arg) => (arg.kind === 'string' ? [arg.value] : []));
    const odd = args.find((arg) => arg.kind !== 'string' && arg.kind !== 'missing');
    if (odd || choices.length === 0)
      this.context.report(
        'N5',
        (odd ?? declaration.annotation!).span,
        'A choice lists strings, as in `choice("a", "b")`.',
      );
    const value = this.constant(declaration.value);
    const known = typeof value === 'string' && choices.includes(value);
    if (!known && choices.length > 0)
      this.refuseValue(declaration, `one of ${choices.map((choice) => `"${choice}"`).join(', ')}`);
    const setting = this.settings[declaration.name.name];
    const chosen = typeof setting === 'string' && choices.includes(setting) ? setting : value;
    this.enter(declaration, 'choice', text(typeof chosen === 'string' ? chosen : ''));
  }

  private readState(declaration: Declaration, args: readonly Expression[]): void {
    const { annotation, name } = declaration;
    const [arg] = args;
    let extent: Extent | null = null;
    if (args.length > 2)
      this.context.report(
        'N5',
        annotation!.span,
        'A slot has two sizes, rows and columns, as in `state(rows, rows)`.',
      );
    else if (args.length === 2) {
      const sizes = args.map((size) => this.size(size));
      if (sizes[0] !== null && sizes[1] !== null) extent = matrixOf(sizes[0], sizes[1]);
    } else if (arg) {
      extent = EXTENTS.find((known) => arg.kind === 'name' && arg.name === known) ?? null;
      if (!extent)
        this.context.report(
          'N5',
          arg.span,
          `The scope of a slot is one of ${EXTENTS.join(', ')}, or two sizes, as in \`state(rows, rows)\`.`,
        );
    }
    this.states.set(name.name, { declaration, extent });
  }

  /** One of a slot's two sizes; null, with an error, for anything else. */
  private size(arg: Expression): Size | null {
    if (arg.kind === 'name' && (SIZES as readonly string[]).includes(arg.name)) return arg.name;
    const hyper = this.hypers.find(({ name }) => arg.kind === 'name' && arg.name === name);
    const value = this.constant(arg);
    const size = typeof value === 'number' ? sizeOf({ from: 'literal', value }) : null;
    if (size !== null || hyper?.scale === 'int') return size ?? hyper!.name;
    if (arg.kind !== 'missing')
      this.context.report(
        'N5',
        arg.span,
        'A size is `rows`, `cols`, a whole number above 0, a constant, or an `int` hyperparameter declared above.',
      );
    return null;
  }

  private readHyper(declaration: Declaration, args: readonly Expression[], closed: boolean): void {
    const { name, doc } = declaration;
    const [low, high] = [this.number(args[0]), this.number(args[1])];
    const scale = this.scale(args[2]);
    if (args.length < 2 || args.length > 3) {
      if (closed)
        this.context.report(
          'N5',
          declaration.annotation!.span,
          'A hyperparameter states its range, as in `hyper(0.5, 0.99)`, and perhaps a scale.',
        );
    }
    const value = this.constant(declaration.value);
    if (typeof value !== 'number') this.refuseValue(declaration, 'a number');
    const hyper: Hyper = {
      name: name.name,
      default: typeof value === 'number' ? value : 0,
      low: low ?? 0,
      high: high ?? 1,
      scale,
      doc,
      declared: true,
      span: name.span,
    };
    if (low !== null && high !== null && typeof value === 'number')
      this.judgeRange(declaration, hyper);
    this.hypers.push(hyper);
    const operand =
      hyper.name === 'lr'
        ? ({ from: 'input', name: 'lr' } as const)
        : ({ from: 'hyper', name: hyper.name } as const);
    this.enter(declaration, 'hyper', given(operand, 'num', 'model'));
  }

  private scale(arg: Expression | undefined): HyperScale {
    if (!arg || arg.kind === 'missing') return 'linear';
    const scale = SCALES.find((known) => arg.kind === 'name' && arg.name === known);
    if (!scale) {
      const guess = arg.kind === 'name' ? nearest(arg.name, SCALES) : null;
      const advice = guess ? `; did you mean \`${guess}\`?` : '.';
      this.context.report('N5', arg.span, `A scale is one of ${SCALES.join(', ')}${advice}`);
    }
    return scale ?? 'linear';
  }

  private number(arg: Expression | undefined): number | null {
    if (!arg) return null;
    const value = this.constant(arg);
    if (typeof value === 'number') return value;
    if (arg.kind !== 'missing')
      this.context.report('N5', arg.span, 'A range is given by two numbers, as in `hyper(0, 1)`.');
    return null;
  }

  /** H1: the default lies in the range, and the scale can cover the range. */
  private judgeRange(declaration: Declaration, hyper: Hyper): void {
    const { name, low, high, scale } = hyper;
    const { annotation, value } = declaration;
    const report = (span: Span, message: string): void => this.context.report('H1', span, message);
    if (low >= high)
      report(annotation!.span, `The range of \`${name}\` is empty: ${low} is not below ${high}.`);
    else if (scale === 'log' && low <= 0)
      report(
        annotation!.span,
        `A log scale needs a range above 0; start \`${name}\` at a small positive number.`,
      );
    else if (scale === 'log1m' && high >= 1)
      report(
        annotation!.span,
        `A log1m scale needs a range below 1; end \`${name}\` at 0.9999 or so.`,
      );
    else if (hyper.default < low || hyper.default > high)
      report(
        value.span,
        `The default of \`${name}\` is ${hyper.default}, outside its range from ${low} to ${high}.`,
      );
    else if (scale === 'int' && !Number.isInteger(hyper.default))
      report(value.span, `\`${name}\` is a whole number; ${hyper.default} is not.`);
  }

  private refuseKind(declaration: Declaration, annotation: Expression): void {
    const { name } = declaration;
    // It is known all the same, unless it is to be a slot: those are known as parameters.
    if (!this.parameters.has(name.name)) this.enter(declaration, 'constant', unknown());
    if (annotation.kind === 'missing') return;
    const written = kindOf(annotation);
    const guess = written ? nearest(written, KINDS) : null;
    const advice = guess ? `; did you mean \`${guess}\`?` : '.';
    this.context.report(
      'N5',
      annotation.span,
      `\`${name.name}\` is declared as hyper(low, high), flag, choice(…) or state${advice}`,
    );
  }

  private refuseValue({ name, value }: Declaration, wanted: string): void {
    if (value.kind !== 'missing')
      this.context.report('N5', value.span, `The value of \`${name.name}\` is ${wanted}.`);
  }

  private constant(expression: Expression): Constant | undefined {
    return evaluateConstant(expression, ({ name, span }) => {
      const global = this.context.globals.get(name);
      if (!global) return undefined;
      this.context.symbols.place(global.symbol, span, 'read', global.value);
      const { operand } = global.value;
      return operand.from === 'literal' || operand.from === 'string' ? operand.value : undefined;
    });
  }

  private enter(declaration: Declaration, kind: SymbolKind, value: Value): void {
    const { name, doc } = declaration;
    const { symbols, globals } = this.context;
    if (name.name === 'lr') {
      symbols.place(globals.get('lr')!.symbol, name.span, 'definition', value);
      return;
    }
    const symbol = symbols.symbol(kind, name.name, null, doc);
    symbols.place(symbol, name.span, 'definition', value);
    globals.set(name.name, { symbol, value, early: true });
  }
}

function kindOf(annotation: Expression): string | null {
  if (annotation.kind === 'name') return annotation.name;
  return annotation.kind === 'call' ? annotation.callee.name : null;
}
