import type { KernelWriter } from '../../functions/lanes';
import { joinExtents } from '../../ir/extent';
import type { Extent, Operand } from '../../ir/program';
import { operandKey } from '../../ir/structure';
import { KernelGraph } from './graph';
import type { Fold, Kernel, Per, Store } from './kernel';
import type { Knowledge } from './known';
import { PACE, type Node } from './nodes';
import { centreOf, isFold, isKept, KERNEL_EXTENTS, type Placed, type Placement } from './places';

/** What a kernel goes through: the elements of a tensor, or the numbers that it has per row or column. */
export type Domain = 'elem' | 'row' | 'col';

/** Where a buffer of one tensor's numbers comes from. */
export type BufferRef =
  | { readonly of: 'input'; readonly name: 'w' | 'g' }
  | { readonly of: 'slot'; readonly name: string; readonly extent: Domain }
  /** What a statement gave, kept while the step lasts. */
  | { readonly of: 'statement'; readonly id: number; readonly extent: Domain }
  /** Where the update, or the point of evaluation, is wanted. */
  | { readonly of: 'output' };

/** A kernel with where its buffers and arguments come from. */
export interface LoweredKernel {
  readonly kernel: Kernel;
  readonly domain: Domain;
  readonly buffers: readonly BufferRef[];
  /** Numbers of model or tensor extent. */
  readonly numbers: readonly Operand[];
  /** The statements whose folds the kernel works out, in their order. */
  readonly folds: readonly Placed[];
  /** The values that the kernel measures on the way, by their place among those that are watched. */
  readonly tapped: readonly number[];
}

/** What is done for one tensor, in order. */
export type Action =
  | { readonly do: 'scalar' | 'interpret' | 'draw' | 'fold numbers'; readonly placed: Placed }
  | { readonly do: 'kernel'; readonly lowered: LoweredKernel };

/** What is done for tensors whose fixed conditions agree. */
export interface Recipe {
  /** By level. */
  readonly actions: readonly (readonly Action[])[];
  /** Stores the results, when all levels are done. */
  readonly last: readonly LoweredKernel[];
}

/** What a tensor is told apart by. */
export interface Case {
  readonly needed: (id: number) => boolean;
  /** A statement's number where it is known beforehand. */
  readonly fixed: (id: number) => number | null;
}

export type Wanted = { readonly result: number; readonly into: BufferRef; readonly taken: boolean };

/**
 * Lowers a body for one case of tensors.
 *
 * @param wanted the results to store, and whether they are to be taken from what lies there
 * @param watched values to measure on the way, where the tensor needs them
 * @param createGraph what a kernel's values are written in
 */
export function lower(
  placement: Placement,
  tensor: Case,
  wanted: readonly Wanted[],
  known: Knowledge,
  watched: readonly Operand[],
  createGraph: () => KernelGraph,
): Recipe {
  const { placed, body, extentOf, levels, byId } = placement;

  /** What a value is in this case: a choice that is known beforehand is one of its sides. */
  const resolve = (operand: Operand): Operand => {
    const maker = operand.from === 'statement' ? byId.get(operand.id) : undefined;
    if (maker?.statement.fn !== 'choose') return operand;
    const [condition, x, y] = maker.statement.args;
    const side = settled(condition);
    return side === null ? operand : resolve(side ? x : y);
  };
  const settled = (operand: Operand): boolean | null => {
    if (operand.from === 'literal') return Boolean(operand.value);
    const fixed = operand.from === 'statement' ? tensor.fixed(operand.id) : null;
    return fixed === null ? null : fixed !== 0;
  };

  /** Worked out for this tensor, and no more than what a slot has been anyway. */
  const isSeen = (operand: Operand): boolean =>
    operand.from === 'statement' &&
    tensor.needed(operand.id) &&
    !(byId.get(operand.id)?.statement.fn === 'choose' && resolve(operand).from === 'slot');

  const drawing = (domain: Domain): KernelDrawing =>
    new KernelDrawing(domain, placement, resolve, known, createGraph());

  /** Kernels that store what the interpreter or the model is to be handed. */
  const stored = new Set<string>();
  const storeArguments = ({ statement }: Placed): Action[] =>
    statement.args.flatMap((arg): Action[] => {
      const extent = extentOf(arg);
      if (arg.from !== 'statement' || !KERNEL_EXTENTS.includes(extent)) return [];
      const key = operandKey(arg);
      if (stored.has(key) || isKept(byId.get(arg.id)?.place)) return [];
      stored.add(key);
      const kernel = drawing(extent as Domain);
      kernel.store({ of: 'statement', id: arg.id, extent: extent as Domain }, arg, false);
      return [{ do: 'kernel', lowered: kernel.finish() }];
    });

  const actions = Array.from({ length: levels }, (_, level) => {
    const here = placed.filter((each) => each.level === level && tensor.needed(each.statement.id));
    const ordered = here.flatMap((each): Action[] => {
      if (each.place === 'scalar') return [{ do: 'scalar', placed: each }];
      if (each.place === 'drawn') return [{ do: 'draw', placed: each }];
      if (each.place === 'interpreted')
        return [...storeArguments(each), { do: 'interpret', placed: each }];
      return each.place === 'pass' ? storeArguments(each) : [];
    });
    const folds = here.filter(({ place }) => place === 'fold');
    const domainOf = ({ statement }: Placed): Extent =>
      statement.args.map(extentOf).reduce(joinExtents, 'tensor');
    const passes = KERNEL_EXTENTS.flatMap((extent): Action[] => {
      const own = folds.filter((fold) => domainOf(fold) === extent);
      if (own.length === 0) return [];
      const centres = own.flatMap(centreOf);
      return [centres, own].flatMap((together): Action[] => {
        if (together.length === 0) return [];
        const kernel = drawing(extent as Domain);
        together.forEach((fold) => kernel.fold(fold));
        return [{ do: 'kernel', lowered: kernel.finish() }];
      });
    });
    const few = folds.filter((fold) => domainOf(fold) === 'tensor');
    const numbers = few.map((fold): Action => ({ do: 'fold numbers', placed: fold }));
    return [...ordered, ...passes, ...numbers];
  });

  // Elements first: they may read the statistics of lines that are stored after them.
  const last = (['elem', 'row', 'col'] as const).flatMap((extent): LoweredKernel[] => {
    const here = wanted.filter(({ into }) => domainOfRef(into) === extent);
    const seen = watched.filter((operand) => extentOf(operand) === extent && isSeen(operand));
    if (here.length === 0 && seen.length === 0) return [];
    const kernel = drawing(extent);
    for (const { result, into, taken } of here) {
      const value = body.results[result];
      const same = into.of === 'slot' && isSlot(resolve(value), into.name);
      if (!same) kernel.store(into, value, taken);
    }
    for (const operand of seen) kernel.tap(operand, watched.indexOf(operand));
    return kernel.isEmpty ? [] : [kernel.finish()];
  });
  return { actions, last };
}

const isSlot = (operand: Operand, name: string): boolean =>
  operand.from === 'slot' && operand.name === name;

/** One text for each buffer. */
export function refKey(ref: BufferRef): string {
  if (ref.of === 'output') return 'output';
  return ref.of === 'statement' ? `statement ${ref.id}` : `${ref.of} ${ref.name}`;
}

export const domainOfRef = (ref: BufferRef): Domain => ('extent' in ref ? ref.extent : 'elem');

/** One kernel in the making. */
class KernelDrawing {
  private readonly buffers: BufferRef[] = [];
  private readonly pers: Per[] = [];
  private readonly numbers: Operand[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly values = new Map<number, Node>();
  private readonly stores: Store[] = [];
  private readonly folds: Fold[] = [];
  private readonly folded: Placed[] = [];
  private readonly taps: Node[] = [];
  private readonly tapped: number[] = [];

  constructor(
    private readonly domain: Domain,
    private readonly placement: Placement,
    private readonly resolve: (operand: Operand) => Operand,
    private readonly known: Knowledge,
    private readonly graph: KernelGraph,
  ) {}

  get isEmpty(): boolean {
    return [this.stores, this.folds, this.taps].every(({ length }) => length === 0);
  }

  /** Stores a value, or what is left of what lies there when it is taken away. */
  store(into: BufferRef, value: Operand, taken: boolean): void {
    const { narrow } = this.graph;
    const number = narrow.number(this.value(value)) as Node;
    const result = taken ? (narrow.subtract(this.load(into), number) as Node) : number;
    this.stores.push({ buffer: this.buffer(into), value: result });
  }

  fold(placed: Placed): void {
    const { statement, entry } = placed;
    const { kernel, meaning } = entry;
    if (!isFold(kernel)) throw new Error(`${statement.fn} is no reduction that kernels know.`);
    const args = statement.args.map((arg) => this.value(arg));
    const per = meaning.per === 'row' || meaning.per === 'col' ? meaning.per : 'all';
    const [centre] = centreOf(placed);
    const about = centre && this.index({ from: 'statement', id: centre.statement.id });
    const halves = this.graph.contribution(args, kernel.of, about);
    this.folds.push({ per, fold: kernel.fold, halves });
    this.folded.push(placed);
  }

  tap(value: Operand, index: number): void {
    this.taps.push(this.graph.narrow.number(this.value(value)) as Node);
    this.tapped.push(index);
  }

  finish(): LoweredKernel {
    const { graph, stores, folds, taps, buffers, numbers, tapped } = this;
    const argumentCount = numbers.length;
    const kernel = { graph, buffers: this.pers, argumentCount, stores, folds, taps };
    return { kernel, domain: this.domain, buffers, numbers, folds: this.folded, tapped };
  }

  private value(given: Operand): Node {
    const operand = this.resolve(given);
    switch (operand.from) {
      case 'literal': {
        const number = this.graph.narrow.constant(Number(operand.value)) as Node;
        return typeof operand.value === 'boolean' ? this.graph.truth(number) : number;
      }
      case 'statement':
        return this.statement(operand.id, operand);
      case 'slot': {
        const extent = this.placement.extentOf(operand);
        if (!KERNEL_EXTENTS.includes(extent)) return this.number(operand);
        return this.load({ of: 'slot', name: operand.name, extent: extent as Domain });
      }
      case 'input':
        if (operand.name === 'w' || operand.name === 'g')
          return this.load({ of: 'input', name: operand.name });
        return this.number(operand);
      default:
        return this.number(operand);
    }
  }

  private statement(id: number, operand: Operand): Node {
    const seen = this.values.get(id);
    if (seen) return seen;
    const made = this.makeStatement(id, operand);
    this.values.set(id, made);
    return made;
  }

  private makeStatement(id: number, operand: Operand): Node {
    const placed = this.placement.byId.get(id);
    if (!placed) return this.asKind(this.number(operand), this.kindOf(id));
    const { statement, entry, place } = placed;
    const { extent, kind } = statement.type;
    if (place !== 'inline') {
      const kept = KERNEL_EXTENTS.includes(extent);
      const value = kept
        ? this.load({ of: 'statement', id, extent: extent as Domain })
        : this.number(operand);
      return this.asKind(value, kind);
    }
    const args = statement.args.map((arg, i) => {
      const value = this.value(arg);
      return entry.signature.arguments[i].kind === 'bool' ? this.graph.truth(value) : value;
    });
    const known = statement.args.map((arg) => this.known(arg));
    const writer = entry.kernel as KernelWriter;
    return this.graph.write(statement.fn, args, (narrow) => writer(narrow, args, known));
  }

  private kindOf(id: number): 'num' | 'bool' {
    return this.placement.body.statements.find((each) => each.id === id)!.type.kind;
  }

  private asKind(value: Node, kind: 'num' | 'bool'): Node {
    return kind === 'bool' ? this.graph.truth(value) : value;
  }

  private number(operand: Operand): Node {
    return this.graph.argument(this.index(operand));
  }

  private index(operand: Operand): number {
    return this.indexed(operandKey(operand), () => this.numbers.push(operand) - 1);
  }

  private load(ref: BufferRef): Node {
    const buffer = this.buffer(ref);
    return this.graph.load(buffer, this.pers[buffer] === 'row' ? PACE.row : PACE.block);
  }

  private buffer(ref: BufferRef): number {
    return this.indexed(refKey(ref), () => {
      const extent = domainOfRef(ref);
      this.pers.push(extent === this.domain || extent === 'elem' ? 'element' : extent);
      return this.buffers.push(ref) - 1;
    });
  }

  private indexed(key: string, add: () => number): number {
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    const index = add();
    this.indexes.set(key, index);
    return index;
  }
}
