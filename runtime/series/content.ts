import type { Content, Image, ImageType, Summary } from '../protocol/summaries';
import type { Summary as Stored } from '../store/summaries';
import type { SummaryFile, SummaryPlace } from '../store/summary-file';

/** What takes more room than this in its event file is not read: a panel that got it would be slow for long. */
export const LARGEST_BYTES = 16 * 1024 * 1024;
/** A text of more characters is cut: it is read by people. */
const LONGEST_TEXT = 200_000;

type Shown = Pick<Summary, 'content' | 'problem'>;

const unseen = (problem: string): Shown => ({ content: null, problem });

/** Reads a summary as it is shown; what keeps it from being shown is said in a sentence. */
export async function contentOf(file: SummaryFile, place: SummaryPlace): Promise<Shown> {
  if (place.length > LARGEST_BYTES)
    return unseen(
      `It takes ${megabytes(place.length)} in the event file; up to ${megabytes(LARGEST_BYTES)} are shown.`,
    );
  try {
    return shown(await file.read(place));
  } catch (error) {
    return unseen(`It cannot be read: ${(error as Error).message}`);
  }
}

function shown(stored: Stored): Shown {
  switch (stored.kind) {
    case 'histogram':
    case 'pr-curve':
      return { content: stored, problem: null };
    case 'text':
      return shortened(stored.texts);
    case 'image':
      return { content: { kind: 'image', images: stored.pictures.map(imageOf) }, problem: null };
    case 'hparams':
      return unseen('Hyperparameters stand in the table of runs.');
  }
}

function shortened(texts: readonly string[]): Shown {
  let room = LONGEST_TEXT;
  const kept: string[] = [];
  for (const text of texts) {
    if (room === 0) break;
    kept.push(text.slice(0, room));
    room -= Math.min(room, text.length);
  }
  const content: Content = { kind: 'text', texts: kept };
  const isCut = kept.length < texts.length || texts[kept.length - 1] !== kept.at(-1);
  return {
    content,
    problem: isCut
      ? `It is longer: the first ${LONGEST_TEXT.toLocaleString('en')} characters are shown.`
      : null,
  };
}

const imageOf = (picture: Uint8Array): Image => {
  const type = imageTypeOf(picture);
  const data = type === null ? '' : Buffer.from(picture).toString('base64');
  const isCutOff = type !== null && !hasEnd(type, picture);
  return { type, data, bytes: picture.length, isCutOff };
};

/** The first bytes of each format; null stands for any byte. */
const SIGNATURES: readonly (readonly [ImageType, readonly (number | null)[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
];

/** What a picture is, by its first bytes: whoever wrote it may say anything. */
const imageTypeOf = (bytes: Uint8Array): ImageType | null =>
  SIGNATURES.find(([, signature]) =>
    signature.every((byte, i) => byte === null || bytes[i] === byte),
  )?.[0] ?? null;

/** What stands at the end of each format's files; WebP says its length at the beginning instead. */
const ENDS: Readonly<Record<Exclude<ImageType, 'image/webp'>, Buffer>> = {
  'image/png': Buffer.from('IEND'),
  'image/jpeg': Buffer.from([0xff, 0xd9]),
  'image/gif': Buffer.from([0x3b]),
};
/** Some writers add bytes that mean nothing. */
const AFTER_END = 64;

function hasEnd(type: ImageType, bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'image/webp') return file.readUInt32LE(4) + 8 <= file.length;
  return file.subarray(-AFTER_END).includes(ENDS[type]);
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
