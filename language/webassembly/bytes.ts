const float = new DataView(new ArrayBuffer(8));

/** As much as V8 keeps among small objects: a list with more room takes longer to make, and to be rid of. */
const SMALL = 64;

/** A growing list of bytes, written the way the binary format wants its numbers. */
export class Bytes {
  private room: Uint8Array;
  private end = 0;

  /** @param expected how many there will be, about */
  constructor(expected = SMALL) {
    this.room = new Uint8Array(expected);
  }

  get length(): number {
    return this.end;
  }

  /** What has been written so far; it holds until more is. */
  get written(): Uint8Array {
    return this.room.subarray(0, this.end);
  }

  byte(value: number): void {
    if (this.end === this.room.length) this.makeRoom(1);
    this.room[this.end++] = value;
  }

  /** An unsigned number in LEB128: seven bits a byte, the low ones first. */
  unsigned(value: number): void {
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
    float.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.byte(float.getUint8(i));
  }

  float64(value: number): void {
    float.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.byte(float.getUint8(i));
  }

  append({ written }: Bytes): void {
    if (this.end + written.length > this.room.length) this.makeRoom(written.length);
    this.room.set(written, this.end);
    this.end += written.length;
  }

  /** Its length, then its bytes. */
  sized(bytes: Bytes): void {
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  /** A name in ASCII. */
  text(name: string): void {
    this.unsigned(name.length);
    for (let i = 0; i < name.length; i++) this.byte(name.charCodeAt(i));
  }

  private makeRoom(bytes: number): void {
    const larger = new Uint8Array(2 * Math.max(this.room.length, this.end + bytes));
    larger.set(this.written);
    this.room = larger;
  }
}
