import { createMemory, PAGE, type Memory } from '../../webassembly';
import { OVERREACH } from './kernel';
import { giveBackMemory, takeMemory } from './spare';

/**
 * Buffers that start a multiple of 4 KiB apart share the same few lines of a cache; some processors are then five
 * times slower. So much space between them keeps them apart.
 */
const STAGGER = 1088;
const ALIGNMENT = 16;
/** What a 32-bit address reaches. */
const LARGEST = 2 ** 32 - PAGE;

/** Memory that is only ever added to. Addresses stay; views of it hold until the next `commit`. */
export class Arena {
  private end = STAGGER;
  private held: Memory | null = null;
  /** All of it as float64 numbers, since making views takes long beside a step of a small model. */
  whole = new Float64Array(0);
  private largest = { bytes: 0, what: '' };

  /** @param shared for several threads at once */
  constructor(readonly shared = false) {}

  /** The address of so many bytes, zero at first, to be used after `commit`. */
  reserve(bytes: number, what: string): number {
    const address = Math.ceil(this.end / ALIGNMENT) * ALIGNMENT;
    this.end = address + bytes + STAGGER;
    if (bytes > this.largest.bytes) this.largest = { bytes, what };
    if (this.end > LARGEST) {
      const gigabytes = (this.end / 2 ** 30).toFixed(1);
      throw new Error(
        `With ${what} the model and its optimizer take ${gigabytes} GB, and compiled programs have 4; use another backend.`,
      );
    }
    return address;
  }

  /** How much of it is reserved, in bytes: where equal, the same reservations give the same addresses. */
  get reserved(): number {
    return this.end;
  }

  /** Makes what was reserved usable. */
  commit(): Memory {
    const bytes = this.end + OVERREACH;
    try {
      this.held ??= this.shared ? createMemory(bytes, true) : takeMemory(bytes);
      const lacking = bytes - this.held.buffer.byteLength;
      if (lacking > 0) this.held.grow(Math.ceil(lacking / PAGE));
    } catch {
      const megabytes = Math.ceil(bytes / 2 ** 20);
      throw new Error(
        `The model and its optimizer need ${megabytes} MB of memory, which is not there; most of it is for ${this.largest.what}.`,
      );
    }
    if (this.whole.buffer !== this.held.buffer) this.whole = new Float64Array(this.held.buffer);
    return this.held;
  }

  /** Lets others have its memory. Nothing may be done with it, or with what works in it, from then on. */
  release(): void {
    if (this.held) giveBackMemory(this.held, this.end + OVERREACH);
    this.held = null;
    this.whole = new Float64Array(0);
  }

  get memory(): Memory {
    return this.held!;
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }
}
