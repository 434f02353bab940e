import type { TensorFacts } from '../../functions/entry';
import { shapeOf } from '../../interpret/matrix';
import type { Arena } from './arena';
import { domainOfRef, refKey, type BufferRef, type Domain } from './lower';

/** Where the parts of the tensors lie in a flat buffer: one after the other, counted in numbers. */
export interface FlatLayout {
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
  readonly total: number;
}

/** Flat buffers of all tensors' numbers, one for each input, slot and kept value. */
export class Buffers {
  private readonly addresses = new Map<string, number>();
  private readonly layouts: Readonly<Record<Domain, FlatLayout>>;

  constructor(
    private readonly arena: Arena,
    tensors: readonly TensorFacts[],
  ) {
    const layout = (domain: Domain): FlatLayout => {
      const counts = tensors.map((facts) => {
        const { rows, cols } = shapeOf(domain, facts);
        return rows * cols;
      });
      let total = 0;
      const offsets = counts.map((count) => (total += count) - count);
      return { offsets, counts, total };
    };
    this.layouts = { elem: layout('elem'), row: layout('row'), col: layout('col') };
  }

  layoutOf(domain: Domain): FlatLayout {
    return this.layouts[domain];
  }

  /** Makes sure that there is such a buffer. `scope` keeps statements of different bodies apart. */
  reserve(ref: BufferRef, scope: string): void {
    const key = keyOf(ref, scope);
    if (this.addresses.has(key)) return;
    const bytes = 4 * this.layouts[domainOfRef(ref)].total;
    this.addresses.set(key, this.arena.reserve(bytes, wordsFor(ref)));
  }

  addressOf(ref: BufferRef, scope: string, tensor: number): number {
    return (
      this.addresses.get(keyOf(ref, scope))! + 4 * this.layouts[domainOfRef(ref)].offsets[tensor]
    );
  }

  /** All tensors' numbers. */
  whole(ref: BufferRef, scope: string): Float32Array {
    const base = this.addresses.get(keyOf(ref, scope))!;
    return this.arena.floats(base, this.layouts[domainOfRef(ref)].total);
  }

  part(ref: BufferRef, scope: string, tensor: number): Float32Array {
    const { counts } = this.layouts[domainOfRef(ref)];
    return this.arena.floats(this.addressOf(ref, scope, tensor), counts[tensor]);
  }
}

const keyOf = (ref: BufferRef, scope: string): string =>
  ref.of === 'statement' ? `${scope} ${refKey(ref)}` : refKey(ref);

function wordsFor(ref: BufferRef): string {
  switch (ref.of) {
    case 'input':
      return ref.name === 'w' ? 'the weights' : 'the gradients';
    case 'slot':
      return `the slot "${ref.name}"`;
    case 'statement':
      return 'a value that is kept within a step';
    case 'output':
      return 'the updates';
  }
}
