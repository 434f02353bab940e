/** TensorBoard's `Event` message (tensorflow/core/util/event.proto), as far as scalars need it. */
import { encodeHistogram, type ValueHistogram } from './histogram';
import { MessageBuilder, readFields, readText } from './protobuf';
import { decodeTensor } from './tensor';

export interface Scalar {
  readonly tag: string;
  /** A float32. */
  readonly value: number;
}

/** A histogram and the tag that it goes under. */
export interface TaggedHistogram {
  readonly tag: string;
  readonly histogram: ValueHistogram;
}

export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly scalars: readonly Scalar[];
  /** Set in a file's first event only. */
  readonly fileVersion: string | null;
  /** A run began again here: what was logged at this step or later before is superseded. */
  readonly sessionStart: boolean;
}

/** What the first event of every file says. */
export const FILE_VERSION = 'brain.Event:2';

const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const SUMMARY_VALUE = 1;
const VALUE = { tag: 1, simple: 2, histogram: 5, tensor: 8 } as const;
const SESSION_STATUS = 1;
const SESSION_START = 1;

/** The first event of a file. */
export const encodeFileVersion = (wallTime: number): Uint8Array =>
  new MessageBuilder()
    .double(EVENT.wallTime, wallTime)
    .string(EVENT.fileVersion, FILE_VERSION)
    .finish();

/** Says that a run goes on: what was logged at this step or later before is superseded. */
export const encodeSessionStart = (wallTime: number, step: number): Uint8Array =>
  new MessageBuilder()
    .double(EVENT.wallTime, wallTime)
    .int64(EVENT.step, step)
    .message(EVENT.sessionLog, new MessageBuilder().int64(SESSION_STATUS, SESSION_START).finish())
    .finish();

/** The scalars of one step as one event. */
export function encodeScalars(
  step: number,
  wallTime: number,
  scalars: readonly Scalar[],
): Uint8Array {
  return encodeSummary(
    step,
    wallTime,
    scalars.map(({ tag, value }) =>
      new MessageBuilder().string(VALUE.tag, tag).float(VALUE.simple, value),
    ),
  );
}

/** The histograms of one step as one event. */
export const encodeHistograms = (
  step: number,
  wallTime: number,
  histograms: readonly TaggedHistogram[],
): Uint8Array =>
  encodeSummary(
    step,
    wallTime,
    histograms.map(({ tag, histogram }) =>
      new MessageBuilder()
        .string(VALUE.tag, tag)
        .message(VALUE.histogram, encodeHistogram(histogram)),
    ),
  );

function encodeSummary(
  step: number,
  wallTime: number,
  entries: readonly MessageBuilder[],
): Uint8Array {
  const summary = new MessageBuilder();
  for (const entry of entries) summary.message(SUMMARY_VALUE, entry.finish());
  return new MessageBuilder()
    .double(EVENT.wallTime, wallTime)
    .int64(EVENT.step, step)
    .message(EVENT.summary, summary.finish())
    .finish();
}

/**
 * Reads an event; scalars in the older form (`simple_value`) and the newer (a tensor of one element).
 * What is not a scalar is passed over. Throws a RangeError where the message is malformed.
 */
export function decodeEvent(message: Uint8Array): TensorBoardEvent {
  let wallTime = 0;
  let step = 0;
  let fileVersion: string | null = null;
  let sessionStart = false;
  const scalars: Scalar[] = [];
  for (const field of readFields(message)) {
    if (field.number === EVENT.wallTime) wallTime = field.value;
    else if (field.number === EVENT.step) step = field.value;
    else if (field.number === EVENT.fileVersion) fileVersion = readText(field.bytes);
    else if (field.number === EVENT.sessionLog) sessionStart = isSessionStart(field.bytes);
    else if (field.number === EVENT.summary) {
      for (const part of readFields(field.bytes)) {
        const scalar = part.number === SUMMARY_VALUE ? decodeScalar(part.bytes) : null;
        if (scalar !== null) scalars.push(scalar);
      }
    }
  }
  return { wallTime, step, scalars, fileVersion, sessionStart };
}

function decodeScalar(message: Uint8Array): Scalar | null {
  let tag = '';
  let value: number | null = null;
  for (const field of readFields(message)) {
    if (field.number === VALUE.tag) tag = readText(field.bytes);
    else if (field.number === VALUE.simple) value = field.value;
    else if (field.number === VALUE.tensor) value = decodeScalarTensor(field.bytes);
  }
  return value === null ? null : { tag, value };
}

/** The only element of a tensor of numbers, as a float32; null for other tensors. */
function decodeScalarTensor(message: Uint8Array): number | null {
  const { numbers } = decodeTensor(message);
  return numbers?.length === 1 ? Math.fround(numbers[0]!) : null;
}

/** What a `SessionLog` says. */
export function isSessionStart(message: Uint8Array): boolean {
  for (const field of readFields(message))
    if (field.number === SESSION_STATUS) return field.value === SESSION_START;
  return false;
}
