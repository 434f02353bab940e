import { createMemory, PAGE, type Memory } from '../../webassembly';

/** A memory that is in nobody's use any more, and how many bytes of it may hold numbers. */
interface Spare {
  readonly memory: Memory;
  readonly used: number;
}

const MOST = 4;
/** Larger ones take longer to clear than to make anew. */
const LARGEST = 16 * PAGE;

const spares: Spare[] = [];

/**
 * Memory of at least so many bytes, all 0: one that was given back if there is one, since the system takes longer to make
 * and to fill in a new one than a small program takes to compile. Throws a RangeError where the machine has not that much.
 */
export function takeMemory(bytes: number): Memory {
  const found = spares.findIndex(({ memory }) => memory.buffer.byteLength >= bytes);
  if (found < 0) return createMemory(bytes);
  const [{ memory, used }] = spares.splice(found, 1);
  new Uint8Array(memory.buffer, 0, used).fill(0);
  return memory;
}

/** Gives back memory of which nobody has a view any more. */
export function giveBackMemory(memory: Memory, used: number): void {
  // What threads share is not for those that work alone.
  const isPlain = memory.buffer instanceof ArrayBuffer;
  if (!isPlain || memory.buffer.byteLength > LARGEST) return;
  if (spares.length === MOST) spares.shift();
  spares.push({ memory, used: Math.min(used, memory.buffer.byteLength) });
}
