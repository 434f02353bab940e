/**
 * What TensorBoard's event files carry besides scalars, from the forms in which TensorFlow 1, TensorFlow 2, Keras and
 * PyTorch write it.
 */
import type { Bucket, Histogram, PrCurve, Texts, UnshownKind } from '../protocol/summaries';
import { readFields, readText } from './protobuf';
import { decodeTensor, doublesOf, type Tensor } from './tensor';

/** What stands under a tag at a step. */
export type Summary = Histogram | Texts | Pictures | PrCurve | HyperParameters;
export type SummaryKind = Summary['kind'] | UnshownKind;

export interface Pictures {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  /** Each encoded, as PNG, JPEG or GIF. */
  readonly pictures: readonly Uint8Array[];
}

export interface HyperParameters {
  readonly kind: 'hparams';
  readonly hparams: Readonly<Record<string, string | number | boolean>>;
}

const VALUE = { tag: 1, image: 4, histogram: 5, audio: 6, tensor: 8, metadata: 9 } as const;
const METADATA_PLUGIN = 1;
const PLUGIN = { name: 1, content: 2 } as const;

/** The plugin that a tag's values are meant for, by tag: writers may say it with the first value only. */
export type Plugins = Map<string, string>;

const PLUGIN_KINDS: Readonly<Record<string, SummaryKind>> = {
  histograms: 'histogram',
  text: 'text',
  images: 'image',
  pr_curves: 'pr-curve',
  hparams: 'hparams',
  audio: 'audio',
  mesh: 'mesh',
};

/** One entry of an event's summary, not yet decoded. */
export interface SummaryHead {
  readonly tag: string;
  /** Null for scalars and for what is not understood, such as graphs. */
  readonly kind: SummaryKind | null;
}

/** What an entry is; notes in `plugins` what it says of its tag. Throws a RangeError where it is malformed. */
export function readSummaryHead(message: Uint8Array, plugins: Plugins): SummaryHead {
  let tag = '';
  let kind: SummaryKind | null = null;
  let ofPlugin = false;
  for (const { number, bytes } of readFields(message)) {
    if (number === VALUE.tag) tag = readText(bytes);
    else if (number === VALUE.image) kind = 'image';
    else if (number === VALUE.histogram) kind = 'histogram';
    else if (number === VALUE.audio) kind = 'audio';
    else if (number === VALUE.tensor) ofPlugin = true;
    else if (number === VALUE.metadata)
      ofPlugin = notePlugin(bytes, tag, plugins) !== null || ofPlugin;
  }
  if (kind === null && ofPlugin) kind = PLUGIN_KINDS[plugins.get(tag) ?? ''] ?? null;
  return { tag, kind };
}

/** Decodes an entry; null where it holds no summary of those kinds. Throws a RangeError where it is malformed. */
export function decodeSummary(message: Uint8Array, plugins: Plugins): Summary | null {
  let tag = '';
  let summary: Summary | null = null;
  let tensor: Tensor | null = null;
  let content: Uint8Array | null = null;
  for (const { number, bytes } of readFields(message)) {
    if (number === VALUE.tag) tag = readText(bytes);
    else if (number === VALUE.image) summary = decodeImage(bytes);
    else if (number === VALUE.histogram) summary = decodeHistogram(bytes);
    else if (number === VALUE.tensor) tensor = decodeTensor(bytes);
    else if (number === VALUE.metadata) content = notePlugin(bytes, tag, plugins);
  }
  const plugin = plugins.get(tag) ?? '';
  // Beside hyperparameters, TensorFlow 2 writes a tensor that says nothing.
  if (plugin === 'hparams') return content && decodeHyperParameters(content);
  return tensor === null ? summary : ofTensor(plugin, tensor);
}

/** Returns what the plugin keeps with the tag. A tag stands before its metadata in all writers' messages. */
function notePlugin(message: Uint8Array, tag: string, plugins: Plugins): Uint8Array | null {
  let content: Uint8Array | null = null;
  for (const field of readFields(message)) {
    if (field.number !== METADATA_PLUGIN) continue;
    for (const part of readFields(field.bytes)) {
      if (part.number === PLUGIN.name) plugins.set(tag, readText(part.bytes));
      else if (part.number === PLUGIN.content) content = part.bytes;
    }
  }
  return content;
}

function ofTensor(plugin: string, tensor: Tensor): Summary | null {
  switch (plugin) {
    case 'histograms':
      return { kind: 'histogram', buckets: bucketsOf(tensor) };
    case 'text':
      return { kind: 'text', texts: tensor.strings.map(readText) };
    case 'images':
      return ofPictures(tensor.strings);
    case 'pr_curves':
      return ofCurve(tensor);
    default:
      return null;
  }
}

/** Width and height as texts, then the pictures. */
function ofPictures([width, height, ...pictures]: readonly Uint8Array[]): Pictures | null {
  if (width === undefined || height === undefined) return null;
  return {
    kind: 'image',
    width: Number(readText(width)),
    height: Number(readText(height)),
    pictures: pictures.map((picture) => picture.slice()),
  };
}

/** Six rows: true and false positives, true and false negatives, precision, recall. */
function ofCurve({ numbers, shape }: Tensor): PrCurve | null {
  const thresholds = shape[1] ?? 0;
  if (numbers === null || numbers.length !== 6 * thresholds) return null;
  const row = (index: number): number[] =>
    Array.from(numbers.subarray(index * thresholds, (index + 1) * thresholds));
  return { kind: 'pr-curve', precision: row(4), recall: row(5) };
}

/** Rows of left end, right end and count. */
function bucketsOf({ numbers }: Tensor): Bucket[] {
  const count = Math.floor((numbers?.length ?? 0) / 3);
  return Array.from({ length: count }, (_, i) => {
    const [left, right, within] = numbers!.subarray(3 * i, 3 * i + 3);
    return [left!, right!, within!] as const;
  });
}

const IMAGE = { height: 1, width: 2, encoded: 4 } as const;

function decodeImage(message: Uint8Array): Pictures {
  let width = 0;
  let height = 0;
  const pictures: Uint8Array[] = [];
  for (const { number, value, bytes } of readFields(message)) {
    if (number === IMAGE.height) height = value;
    else if (number === IMAGE.width) width = value;
    else if (number === IMAGE.encoded) pictures.push(bytes.slice());
  }
  return { kind: 'image', width, height, pictures };
}

const HISTOGRAM = { min: 1, max: 2, limits: 6, counts: 7 } as const;

/** The older form: upper limits and counts; the outermost buckets end where the values do. */
function decodeHistogram(message: Uint8Array): Histogram {
  let min = 0;
  let max = 0;
  const limits: number[] = [];
  const counts: number[] = [];
  for (const { number, value, bytes } of readFields(message)) {
    if (number === HISTOGRAM.min) min = value;
    else if (number === HISTOGRAM.max) max = value;
    else if (number === HISTOGRAM.limits)
      limits.push(...(bytes.length > 0 ? doublesOf(bytes) : [value]));
    else if (number === HISTOGRAM.counts)
      counts.push(...(bytes.length > 0 ? doublesOf(bytes) : [value]));
  }
  const within = (limit: number): number => Math.min(Math.max(limit, min), max);
  const buckets = limits
    .map((limit, i) => [within(limits[i - 1] ?? min), within(limit), counts[i] ?? 0] as const)
    .filter(([left, right, count]) => count > 0 || left < right);
  return { kind: 'histogram', buckets };
}

const HPARAMS_SESSION_START = 3;
const SESSION_HPARAMS = 1;
const ENTRY = { key: 1, value: 2 } as const;
const ANY = { number: 2, text: 3, truth: 4 } as const;

/** The settings of a session's start; null for an experiment's description or a session's end. */
function decodeHyperParameters(message: Uint8Array): HyperParameters | null {
  for (const { number, bytes } of readFields(message)) {
    if (number !== HPARAMS_SESSION_START) continue;
    const hparams: Record<string, string | number | boolean> = {};
    for (const field of readFields(bytes))
      if (field.number === SESSION_HPARAMS) noteHyperParameter(field.bytes, hparams);
    return { kind: 'hparams', hparams };
  }
  return null;
}

function noteHyperParameter(
  message: Uint8Array,
  into: Record<string, string | number | boolean>,
): void {
  let name = '';
  let value: string | number | boolean | null = null;
  for (const entry of readFields(message)) {
    if (entry.number === ENTRY.key) name = readText(entry.bytes);
    else if (entry.number === ENTRY.value)
      for (const any of readFields(entry.bytes)) {
        if (any.number === ANY.number) value = any.value;
        else if (any.number === ANY.text) value = readText(any.bytes);
        else if (any.number === ANY.truth) value = any.value !== 0;
      }
  }
  if (value !== null) into[name] = value;
}
