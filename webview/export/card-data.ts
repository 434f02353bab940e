import type { Bucket } from '../../runtime/protocol/summaries';
import { field } from './csv';

interface OfRun {
  readonly tag: string;
  /** Its name, and its id. */
  readonly run: string;
  readonly id: string;
}

/** What a file of exported data holds of a card. Plain JSON. */
export type CardData =
  | {
      readonly kind: 'scatter';
      readonly metric: string;
      /** Which of the metric's values stands for a run. */
      readonly pick: string;
      readonly over: string;
      readonly points: readonly {
        readonly run: string;
        readonly id: string;
        readonly x: number | string | boolean;
        readonly y: number;
      }[];
    }
  | (OfRun & {
      readonly kind: 'histogram';
      /** How many were logged: those that are listed stand for all. */
      readonly steps: number;
      readonly histograms: readonly {
        readonly step: number;
        readonly buckets: readonly Bucket[];
      }[];
    })
  | {
      readonly kind: 'pr-curve';
      readonly tag: string;
      readonly curves: readonly {
        readonly run: string;
        readonly id: string;
        readonly step: number;
        readonly thresholds: readonly number[];
        readonly precision: readonly number[];
        readonly recall: readonly number[];
      }[];
    }
  | (OfRun & {
      readonly kind: 'image';
      readonly step: number;
      /** `data` is the file, in base64. */
      readonly pictures: readonly {
        readonly type: string | null;
        readonly bytes: number;
        readonly data: string;
      }[];
    })
  | (OfRun & { readonly kind: 'text'; readonly step: number; readonly texts: readonly string[] });

type Cell = string | number | boolean;

/** How the cards of a kind are written as a table. */
interface CardTable<K extends CardData['kind']> {
  readonly columns: readonly string[];
  rows(data: Extract<CardData, { kind: K }>): readonly (readonly Cell[])[];
  /** What the reader must know beforehand; null where that is nothing. */
  note?(data: Extract<CardData, { kind: K }>): string | null;
}

const TABLES: { readonly [K in CardData['kind']]: CardTable<K> } = {
  scatter: {
    columns: ['metric', 'value', 'over', 'run', 'id', 'x', 'y'],
    rows: ({ metric, pick, over, points }) =>
      points.map(({ run, id, x, y }) => [metric, pick, over, run, id, x, y]),
  },
  histogram: {
    columns: ['histogram', 'run', 'id', 'step', 'left', 'right', 'count'],
    rows: ({ tag, run, id, histograms }) =>
      histograms.flatMap(({ step, buckets }) =>
        buckets.map((bucket) => [tag, run, id, step, ...bucket]),
      ),
    note: ({ tag, run, steps, histograms }) =>
      histograms.length < steps
        ? `${tag} of ${run}: ${histograms.length} steps that stand for ${steps}`
        : null,
  },
  'pr-curve': {
    columns: ['pr_curve', 'run', 'id', 'step', 'threshold', 'precision', 'recall'],
    rows: ({ tag, curves }) =>
      curves.flatMap(({ run, id, step, thresholds, precision, recall }) =>
        thresholds.map((threshold, i) => [
          ...[tag, run, id, step, threshold],
          ...[precision[i]!, recall[i]!],
        ]),
      ),
  },
  image: {
    columns: ['image', 'run', 'id', 'step', 'picture', 'type', 'bytes', 'base64'],
    rows: ({ tag, run, id, step, pictures }) =>
      pictures.map(({ type, bytes, data }, i) => [
        ...[tag, run, id, step, i + 1],
        ...[type ?? '', bytes, data],
      ]),
  },
  text: {
    columns: ['text', 'run', 'id', 'step', 'content'],
    rows: ({ tag, run, id, step, texts }) => texts.map((text) => [tag, run, id, step, text]),
  },
};

/** A table in CSV for each kind of card, as `writeCsv` writes the curves'. */
export function writeCardTables(cards: readonly CardData[]): string[] {
  const kinds = [...new Set(cards.map(({ kind }) => kind))];
  return kinds.map((kind) => tableOf(kind, cards));
}

function tableOf<K extends CardData['kind']>(kind: K, cards: readonly CardData[]): string {
  const { columns, rows, note }: CardTable<K> = TABLES[kind];
  const own = cards.filter((card): card is Extract<CardData, { kind: K }> => card.kind === kind);
  const notes = own.flatMap((card) => note?.(card) ?? []);
  const lines = [
    ...notes.map((text) => `# ${text.replace(/\s+/g, ' ')}`),
    columns.join(','),
    ...own.flatMap(rows).map((row) => row.map((cell) => field(String(cell))).join(',')),
  ];
  return `${lines.join('\n')}\n`;
}
