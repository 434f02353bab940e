const float = new DataView(new ArrayBuffer(8));

/** A growing list of bytes, written the way the binary format wants its numbers. */
export class Bytes {
  readonly data: number[] = [];

  byte(value: number): void {
    this.data.push(value);
  }

  /** An unsigned number in LEB128: seven bits a byte, the low ones first. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.data.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.data.push(rest);
  }

  /** A signed 32-bit number in LEB128. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
      this.data.push(done ? low : low | 0x80);
      if (done) return;
    }
  }

  float32(value: number): void {
    float.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.data.push(float.getUint8(i));
  }

  float64(value: number): void {
    float.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.data.push(float.getUint8(i));
  }

  append({ data }: Bytes): void {
    for (let i = 0; i < data.length; i++) this.data.push(data[i]);
  }

  /** Its length, then its bytes. */
  sized(bytes: Bytes): void {
    this.unsigned(bytes.data.length);
    this.append(bytes);
  }

  /** A name in ASCII. */
  text(name: string): void {
    this.unsigned(name.length);
    for (let i = 0; i < name.length; i++) this.data.push(name.charCodeAt(i));
  }
}
