import { isEnded, type Run, type RunSpec } from '../../runtime/protocol/runs';
import { keyOf, refOf, type RunBook } from '../runs/book';

/** The run whose figures are to be seen at a program. */
export interface ShownRun {
  readonly run: Run;
  /** How many other runs of the program go on, all of them older. */
  readonly others: number;
}

const isTraining = ({ status, log }: Run): boolean =>
  log === undefined && status !== 'queued' && !isEnded(status);

/** The runs of programs that have been seen to train: what an earlier window trained is of no concern here. */
export class WatchedRuns {
  private readonly runs = new Map<string, Run>();
  private readonly subscriptions: { dispose(): void }[];

  /**
   * @param placeOf the same for two runs of one program
   * @param changed called with each run that is watched when it has changed
   * @param reset called when any of them may have gone
   */
  constructor(
    private readonly book: RunBook,
    private readonly placeOf: (program: RunSpec['program']) => string,
    changed: (run: Run) => void,
    reset: () => void,
  ) {
    this.subscriptions = [
      book.onChanged(({ run }) => {
        const key = keyOf(refOf(run));
        if (!this.runs.has(key) && !isTraining(run)) return;
        this.runs.set(key, run);
        changed(run);
      }),
      book.onReset(() => {
        this.readAll();
        reset();
      }),
    ];
    this.readAll();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  /** The newest run of a program that trains, else the newest that did; null without one. */
  of(place: string): ShownRun | null {
    const runs = [...this.runs.values()]
      .filter(({ spec }) => this.placeOf(spec.program) === place)
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    const training = runs.filter(isTraining);
    const run = training[0] ?? runs[0];
    return run === undefined ? null : { run, others: Math.max(0, training.length - 1) };
  }

  private readAll(): void {
    for (const [key, run] of this.runs) {
      const now = this.book.get(refOf(run));
      if (now === undefined) this.runs.delete(key);
      else this.runs.set(key, now);
    }
    for (const run of this.book.live()) if (isTraining(run)) this.runs.set(keyOf(refOf(run)), run);
  }
}

/** The text of the program's own file, as it was when the run was started. */
export const writtenText = ({ spec: { program } }: Run): string => program.written ?? program.text;

/** Whether two texts are the same but for how their lines end. */
export const sameText = (a: string, b: string): boolean =>
  a === b || withPlainEnds(a) === withPlainEnds(b);

const withPlainEnds = (text: string): string => text.replaceAll('\r\n', '\n');
