/**
 * Scalars out of TensorBoard's `Event` messages, straight into columns: the field numbers are those of
 * tensorflow/core/util/event.proto, and nothing is allocated for an event. (tfevents.ts reads the same messages
 * as objects.)
 */

/** Where decoded scalars go. */
export interface ScalarSink {
  /** The index of a tag, which is new to the sink or not. */
  tagIndex(tag: string): number;
  /** A scalar; those of one event come after each other. */
  scalar(tag: number, step: number, wallTime: number, value: number): void;
  /** A run began again: what was logged at this step or later before is superseded. */
  sessionStart(step: number): void;
}

/** Keys of fields: number times eight, plus the wire type. */
const EVENT = { wallTime: 0x09, step: 0x10, summary: 0x2a, sessionLog: 0x3a } as const;
const SUMMARY_VALUE = 0x0a;
const VALUE = { tag: 0x0a, simple: 0x15, tensor: 0x42 } as const;
const SESSION_STATUS = 0x08;
const SESSION_START = 1;
const TENSOR = { dtype: 0x08, content: 0x22 } as const;
/** Fields of a tensor that hold its elements unpacked or packed, by their number. */
const FLOATS = 5;
const DOUBLES = 6;
const INTS = 7;
const LONGS = 10;
const HALVES = 13;
const DTYPE = { float: 1, double: 2, int32: 3, int64: 9, bfloat16: 14, half: 19 } as const;

const WIRE_TYPE = 7;
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const utf8 = new TextDecoder();

interface KnownTag {
  readonly bytes: Uint8Array;
  readonly index: number;
  /** The tag that came after this one last time: mostly it comes again. */
  next: KnownTag | null;
}

export class ScalarDecoder {
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;
  private readonly tags = new Map<number, KnownTag[]>();
  private lastTag: KnownTag | null = null;
  /** The scalars of the event under way: they count only when all of it is sound. */
  private readonly eventTags: number[] = [];
  private readonly eventValues: number[] = [];

  constructor(private readonly sink: ScalarSink) {}

  /** The bytes in which the next events lie. */
  use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Decodes the event in `[start, end)`. Throws a RangeError where it is malformed; the sink then hears nothing. */
  decode(start: number, end: number): void {
    let wallTime = 0;
    let step = 0;
    let restarted = false;
    let count = 0;
    this.at = start;
    while (this.at < end) {
      const key = this.varint(end);
      if (key === EVENT.wallTime) {
        this.need(8, end);
        wallTime = this.view.getFloat64(this.at, true);
        this.at += 8;
      } else if (key === EVENT.step) step = this.int64(end);
      else if (key === EVENT.summary) {
        const inner = this.length(end);
        count = this.summary(inner, count);
      } else if (key === EVENT.sessionLog) {
        const inner = this.length(end);
        restarted = this.isSessionStart(inner);
      } else this.skip(key, end);
    }
    if (restarted) this.sink.sessionStart(step);
    for (let i = 0; i < count; i++)
      this.sink.scalar(this.eventTags[i]!, step, wallTime, this.eventValues[i]!);
  }

  private summary(end: number, count: number): number {
    let gathered = count;
    while (this.at < end) {
      const key = this.varint(end);
      if (key === SUMMARY_VALUE) {
        const inner = this.length(end);
        if (this.value(inner, gathered)) gathered++;
      } else this.skip(key, end);
    }
    return gathered;
  }

  /** True when the value is a scalar, which then stands at `place` among those of the event. */
  private value(end: number, place: number): boolean {
    let tagStart = this.at;
    let tagEnd = this.at;
    let value = 0;
    let isScalar = false;
    while (this.at < end) {
      const key = this.varint(end);
      if (key === VALUE.tag) {
        const inner = this.length(end);
        tagStart = this.at;
        tagEnd = this.at = inner;
      } else if (key === VALUE.simple) {
        this.need(4, end);
        value = this.view.getFloat32(this.at, true);
        isScalar = true;
        this.at += 4;
      } else if (key === VALUE.tensor) {
        const inner = this.length(end);
        const element = this.tensor(inner);
        isScalar = element !== null;
        value = element ?? 0;
      } else this.skip(key, end);
    }
    if (!isScalar) return false;
    this.eventTags[place] = this.tag(tagStart, tagEnd);
    this.eventValues[place] = value;
    return true;
  }

  /** The only element of a tensor of numbers, whichever way it is stored; null for other tensors. */
  private tensor(end: number): number | null {
    let dtype = 0;
    let contentStart = -1;
    let contentEnd = -1;
    let element: number | null = null;
    while (this.at < end) {
      const key = this.varint(end);
      const field = Math.floor(key / 8);
      if (key === TENSOR.dtype) dtype = this.varint(end);
      else if (key === TENSOR.content) {
        const inner = this.length(end);
        if (inner > this.at) [contentStart, contentEnd] = [this.at, inner];
        this.at = inner;
      } else if (isElements(field)) element = this.element(key, field, end);
      else this.skip(key, end);
    }
    if (contentStart >= 0) return this.content(dtype, contentStart, contentEnd - contentStart);
    return element === null ? null : elementOf(dtype, element);
  }

  private content(dtype: number, at: number, size: number): number | null {
    if (dtype === DTYPE.float && size === 4) return this.view.getFloat32(at, true);
    if (dtype === DTYPE.double && size === 8) return Math.fround(this.view.getFloat64(at, true));
    if (dtype === DTYPE.int32 && size === 4) return Math.fround(this.view.getInt32(at, true));
    if (dtype === DTYPE.int64 && size === 8)
      return Math.fround(Number(this.view.getBigInt64(at, true)));
    if (dtype === DTYPE.half && size === 2) return halfOf(this.view.getUint16(at, true));
    if (dtype === DTYPE.bfloat16 && size === 2) return bfloat16Of(this.view.getUint16(at, true));
    return null;
  }

  /** One element of a repeated field; a packed field counts when it holds exactly one. */
  private element(key: number, field: number, end: number): number | null {
    const packed = (key & WIRE_TYPE) === LENGTH_DELIMITED;
    const last = packed ? this.length(end) : end;
    const element = packed && this.at === last ? null : this.plain(field, last);
    if (!packed) return element;
    const alone = this.at === last;
    this.at = last;
    return alone ? element : null;
  }

  private plain(field: number, end: number): number {
    if (field === FLOATS) {
      this.need(4, end);
      this.at += 4;
      return this.view.getFloat32(this.at - 4, true);
    }
    if (field === DOUBLES) {
      this.need(8, end);
      this.at += 8;
      return Math.fround(this.view.getFloat64(this.at - 8, true));
    }
    return field === HALVES ? this.varint(end) : Math.fround(this.int64(end));
  }

  private isSessionStart(end: number): boolean {
    let started = false;
    while (this.at < end) {
      const key = this.varint(end);
      if (key === SESSION_STATUS) started = this.varint(end) === SESSION_START;
      else this.skip(key, end);
    }
    return started;
  }

  private tag(start: number, end: number): number {
    const guess = this.lastTag?.next;
    if (guess && this.isTag(guess, start, end)) {
      this.lastTag = guess;
      return guess.index;
    }
    const found = this.find(start, end);
    if (this.lastTag !== null) this.lastTag.next = found;
    this.lastTag = found;
    return found.index;
  }

  private find(start: number, end: number): KnownTag {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + this.bytes[i]!) | 0;
    const alike = this.tags.get(hash) ?? [];
    for (const known of alike) if (this.isTag(known, start, end)) return known;
    const bytes = Uint8Array.from(this.bytes.subarray(start, end));
    const known = { bytes, index: this.sink.tagIndex(utf8.decode(bytes)), next: null };
    this.tags.set(hash, [...alike, known]);
    return known;
  }

  private isTag({ bytes }: KnownTag, start: number, end: number): boolean {
    if (bytes.length !== end - start) return false;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== this.bytes[start + i]) return false;
    return true;
  }

  private skip(key: number, end: number): void {
    switch (key & WIRE_TYPE) {
      case VARINT:
        this.varint(end);
        break;
      case FIXED64:
        this.need(8, end);
        this.at += 8;
        break;
      case FIXED32:
        this.need(4, end);
        this.at += 4;
        break;
      case LENGTH_DELIMITED:
        this.at = this.length(end);
        break;
      default:
        throw new RangeError('protocol buffer: unknown wire type');
    }
  }

  private need(count: number, end: number): void {
    if (count > end - this.at) throw new RangeError('protocol buffer: cut-off field');
  }

  /** Reads the length of a field; returns where the field ends. */
  private length(end: number): number {
    const length = this.varint(end);
    this.need(length, end);
    return this.at + length;
  }

  /** An unsigned number; beyond 2^53 it is rounded. */
  private varint(end: number): number {
    let result = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (this.at >= end) throw new RangeError('protocol buffer: cut-off field');
      const byte = this.bytes[this.at++]!;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
      scale *= 128;
    }
    throw new RangeError('protocol buffer: number too long');
  }

  /** A number that may be negative: then it has ten bytes, in two's complement. */
  private int64(end: number): number {
    const start = this.at;
    const unsigned = this.varint(end);
    if (this.at - start < 10) return unsigned;
    let exact = 0n;
    for (let i = 0; i < 10; i++) exact |= BigInt(this.bytes[start + i]! & 0x7f) << BigInt(7 * i);
    return Number(BigInt.asIntN(64, exact));
  }
}

const isElements = (field: number): boolean =>
  field === FLOATS || field === DOUBLES || field === INTS || field === LONGS || field === HALVES;

function elementOf(dtype: number, element: number): number | null {
  if (dtype === DTYPE.half) return halfOf(element);
  if (dtype === DTYPE.bfloat16) return bfloat16Of(element);
  const isNumber =
    dtype === DTYPE.float ||
    dtype === DTYPE.double ||
    dtype === DTYPE.int32 ||
    dtype === DTYPE.int64;
  return isNumber ? element : null;
}

/** IEEE 754 binary16: its NaN and infinities stay what they are. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16Of(bits: number): number {
  scratch.setUint16(2, bits, true);
  scratch.setUint16(0, 0, true);
  return scratch.getFloat32(0, true);
}
