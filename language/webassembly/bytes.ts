const double = new Float64Array(1);
const single = new Float32Array(1);
// The format's numbers begin with their lowest byte, as do those of every machine that runs WebAssembly fast.
const bytesOfDouble = new Uint8Array(double.buffer);
const bytesOfSingle = new Uint8Array(single.buffer);

/** As much as V8 keeps among small objects: a list with more room takes longer to make, and to be rid of. */
const SMALL = 64;
/** Room for a function of usual length, or a small module. */
const LARGE = 4096;
/** More is not kept. */
const LARGEST = 16 * LARGE;
/** Room that is in nobody's use any more, since making it takes longer than filling it. */
const spare: Uint8Array[] = [];
const MOST_SPARE = 4;

/** A growing list of bytes, written the way the binary format wants its numbers. */
export class Bytes {
  private room: Uint8Array;
  private end = 0;

  /** @param large whether there will be more than a few, in room that is to be given back */
  constructor(large = false) {
    this.room = large ? (spare.pop() ?? new Uint8Array(LARGE)) : new Uint8Array(SMALL);
  }

  get length(): number {
    return this.end;
  }

  /** A copy of what has been written so far. */
  copy(): Uint8Array {
    return this.room.slice(0, this.end);
  }

  /** Gives its room to others. Nothing may be done with it from then on. */
  giveBack(): void {
    const { length } = this.room;
    if (length >= LARGE && length <= LARGEST && spare.length < MOST_SPARE) spare.push(this.room);
  }

  byte(value: number): void {
    if (this.end === this.room.length) this.makeRoom(1);
    this.room[this.end++] = value;
  }

  /** An unsigned number in LEB128: seven bits a byte, the low ones first. */
  unsigned(value: number): void {
    if (value < 0x80) {
      this.byte(value);
      return;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A signed 32-bit number in LEB128. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
      this.byte(done ? low : low | 0x80);
      if (done) return;
    }
  }

  float32(value: number): void {
    single[0] = value;
    for (let i = 0; i < 4; i++) this.byte(bytesOfSingle[i]);
  }

  float64(value: number): void {
    double[0] = value;
    for (let i = 0; i < 8; i++) this.byte(bytesOfDouble[i]);
  }

  append({ room, end }: Bytes): void {
    if (this.end + end > this.room.length) this.makeRoom(end);
    if (end <= SMALL) for (let i = 0; i < end; i++) this.room[this.end + i] = room[i];
    else this.room.set(room.subarray(0, end), this.end);
    this.end += end;
  }

  /** A name in ASCII. */
  text(name: string): void {
    this.unsigned(name.length);
    for (let i = 0; i < name.length; i++) this.byte(name.charCodeAt(i));
  }

  private makeRoom(bytes: number): void {
    const larger = new Uint8Array(2 * Math.max(this.room.length, this.end + bytes));
    larger.set(this.room);
    this.room = larger;
  }
}
