import type { ScalarSink } from '../../store/scalar-decoder';
import { momentOf, stepName, timeName, toNumber } from './names';
import type { RowReader } from './row-reader';

/** Texts, which stay as they are, and what Python writes bare although it is not JSON. */
const TEXT_OR_BARE = /"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g;
/** Deeper ones are settings, not metrics. */
const DEEPEST = 8;

/** A log with a JSON object a line. Nested names are joined: `{"train": {"loss": 1}}` is `train/loss`. */
export class JsonRows implements RowReader {
  seenAt = 0;
  rows = 0;
  hasSteps = false;
  private lastStep = -1;

  constructor(private readonly sink: ScalarSink) {}

  take(line: string): 'taken' | 'malformed' {
    if (line.trim() === '') return 'taken';
    const value = parsed(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'malformed';
    const cells = new Map<string, string | number>();
    gather('', value, cells, 0);
    this.note(cells);
    return 'taken';
  }

  private note(cells: ReadonlyMap<string, string | number>): void {
    const { sink } = this;
    const names = [...cells.keys()];
    const step = stepName(names);
    const said = step === null ? null : numberOf(cells.get(step)!);
    const time = timeName(names);
    const moment = time === null ? null : momentOf(cells.get(time)!);
    const counted = this.hasSteps ? this.lastStep : this.lastStep + 1;
    const at = Number.isFinite(said) ? said! : counted;
    this.hasSteps ||= Number.isFinite(said);
    let count = 0;
    for (const [name, cell] of cells) {
      const value = numberOf(cell);
      if (name === step || (name === time && moment !== null) || value === null) continue;
      sink.scalar(sink.tagIndex(name), at, moment ?? this.seenAt, value);
      count++;
    }
    // An object without any number, such as a heading, is no step.
    if (count === 0 && !Number.isFinite(said)) return;
    this.lastStep = at;
    if (count > 0) this.rows++;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Looked into more closely below.
  }
  try {
    return JSON.parse(
      line.replace(TEXT_OR_BARE, (found) => (found.startsWith('"') ? found : `"${found}"`)),
    );
  } catch {
    return null;
  }
}

function gather(
  prefix: string,
  value: object,
  cells: Map<string, string | number>,
  depth: number,
): void {
  for (const [key, each] of Object.entries(value) as [string, unknown][]) {
    const name = `${prefix}${key}`;
    if (typeof each === 'number' || typeof each === 'string') cells.set(name, each);
    else if (typeof each === 'object' && each !== null && !Array.isArray(each) && depth < DEEPEST)
      gather(`${name}/`, each, cells, depth + 1);
  }
}

/** A number, or a word for one that JSON cannot write; other words are none, nor is a number in quotes. */
function numberOf(cell: string | number): number | null {
  if (typeof cell === 'number') return cell;
  const value = toNumber(cell);
  return value === null || Number.isFinite(value) ? null : value;
}
