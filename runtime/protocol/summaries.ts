/** What runs log besides scalars, as it goes over the wire: told by name and number, read one by one. Plain JSON. */

/** `[left, right, count]`, from left to right. */
export type Bucket = readonly [number, number, number];

export interface Histogram {
  readonly kind: 'histogram';
  readonly buckets: readonly Bucket[];
}

export interface Texts {
  readonly kind: 'text';
  readonly texts: readonly string[];
}

/** One entry each per threshold, which go evenly from 0 to 1. */
export interface PrCurve {
  readonly kind: 'pr-curve';
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

/** The pictures of one step. */
export interface Images {
  readonly kind: 'image';
  readonly images: readonly Image[];
}

export interface Image {
  /** Null for what is in none of the formats that are shown. */
  readonly type: ImageType | null;
  /** The file, in base64; empty where there is nothing that can be shown. */
  readonly data: string;
  readonly bytes: number;
  /** Its file ends too soon: what is shown of it is not all. */
  readonly isCutOff: boolean;
}

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
/** Of pixels only: an SVG is a program as much as a picture. */
export type ImageType = (typeof IMAGE_TYPES)[number];

/** What is shown of a tag at a step. */
export type Content = Histogram | Texts | Images | PrCurve;
export const CONTENT_KINDS = ['histogram', 'text', 'image', 'pr-curve'] as const;
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** What event files may hold, too: it is told of, and neither read nor shown. */
export const UNSHOWN_KINDS = ['audio', 'mesh'] as const;
export type UnshownKind = (typeof UNSHOWN_KINDS)[number];

export type SummaryTagKind = ContentKind | UnshownKind;

export const isShownKind = (kind: string): kind is ContentKind =>
  CONTENT_KINDS.some((each) => each === kind);

/** A tag under which a run logs something besides scalars. */
export interface SummaryTag {
  readonly kind: SummaryTagKind;
  readonly tag: string;
  /** How many there are. */
  readonly count: number;
  /** Another number when some that were there before have gone, as where a run began again. */
  readonly revision: number;
}

/** One of a tag's summaries. */
export interface Summary {
  /** Its place among them. */
  readonly index: number;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Null where it cannot be shown. */
  readonly content: Content | null;
  /** Why there is less to see than there was logged: one sentence; null where there is not. */
  readonly problem: string | null;
}

/** Summaries in one answer. */
export const MOST_SUMMARIES = 256;
