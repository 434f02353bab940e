import type { Clock } from '../clock';

/** Runs that begin, end or change places, and states of runs, are drawn this soon; what comes meanwhile along with it. */
export const SOON_MS = 200;

/** How far a run has come is drawn no sooner: a line that is drawn anew loses a click and the hover that is over it. */
export const PROGRESS_MS = 1000;

/** A group as it stands in the tree. */
export interface Placed {
  readonly id: string;
  readonly title: string;
  /** Its lines from top to bottom, by key. */
  readonly lines: readonly string[];
}

/** What is to be drawn again: the whole tree, or groups with all their lines and single lines, each by its name. */
export type Redraw =
  'tree' | { readonly groups: readonly string[]; readonly lines: readonly string[] };

/** What the tree would show now. */
export interface TreeSource {
  /** All groups with their lines. */
  places(): readonly Placed[];
  /** All that a line shows, as text: the same text, the same line. */
  look(line: string): string;
}

/**
 * Decides when the tree of runs is drawn again, and how much of it. The editor forgets the children of what it draws
 * anew until it has asked for them again: a command that is picked from the menu of one of these lines meanwhile is
 * handed no run. So a line is drawn by itself, and only where it shows something else than before; a group where other
 * lines stand in it; the whole tree where there are other groups.
 */
export class TreeRedraws {
  #places: readonly Placed[] = [];
  /** How each line looks that the editor has asked for. */
  readonly #looks = new Map<string, string>();
  /** Lines that may look otherwise now, and when that is to be seen. */
  readonly #stale = new Map<string, number>();
  #movesDue = Infinity;
  #timer: { dispose(): void } | null = null;
  #timerDue = Infinity;

  constructor(
    private readonly source: TreeSource,
    private readonly draw: (what: Redraw) => void,
    private readonly time: Clock,
  ) {}

  /** The groups as they were last drawn: what the editor asks for piece by piece fits together. */
  get places(): readonly Placed[] {
    return this.#places;
  }

  /** The editor asks for the whole tree: what stands in it from now on. */
  begin(): readonly Placed[] {
    return (this.#places = this.source.places());
  }

  /** The editor has asked for a line. */
  drawn(line: string): void {
    this.#looks.set(line, this.source.look(line));
  }

  /** Runs came, went, or belong elsewhere; perhaps. */
  moved(): void {
    this.#movesDue = Math.min(this.#movesDue, this.time.now() + SOON_MS);
    this.#schedule(this.#movesDue);
  }

  /** A line may have changed. `progress`: in nothing but how far its run has come. */
  changed(line: string, progress: boolean): void {
    const wish = this.time.now() + (progress ? PROGRESS_MS : SOON_MS);
    const due = Math.min(this.#stale.get(line) ?? Infinity, wish);
    this.#stale.set(line, due);
    this.#schedule(due);
  }

  /** Everything may have changed. */
  reset(): void {
    this.moved();
    for (const line of this.#looks.keys()) this.changed(line, false);
  }

  dispose(): void {
    this.#timer?.dispose();
  }

  #schedule(due: number): void {
    if (due === Infinity || due >= this.#timerDue) return;
    this.#timer?.dispose();
    this.#timerDue = due;
    this.#timer = this.time.after(due - this.time.now(), () => this.#catchUp());
  }

  #catchUp(): void {
    this.#timerDue = Infinity;
    const now = this.time.now();
    const groups = this.#movesDue <= now ? this.#regroup() : [];
    if (groups === 'tree') {
      this.#looks.clear();
      this.#stale.clear();
      this.draw('tree');
      return;
    }
    const due = [...this.#stale].filter(([, at]) => at <= now).map(([line]) => line);
    for (const line of due) this.#stale.delete(line);
    const lines = due.filter((line) => this.#looksOther(line));
    if (groups.length > 0 || lines.length > 0) this.draw({ groups, lines });
    this.#schedule(Math.min(this.#movesDue, ...this.#stale.values()));
  }

  /** Puts the lines where they belong now; gives the groups in which others stand, or the tree where the groups are others. */
  #regroup(): readonly string[] | 'tree' {
    this.#movesDue = Infinity;
    const before = this.#places;
    const now = this.begin();
    const isAsBefore = (group: Placed, i: number): boolean => isSame(group, before[i]);
    if (now.length !== before.length || !now.every(isAsBefore)) return 'tree';
    return now.filter(({ lines }, i) => !areEqual(lines, before[i]!.lines)).map(({ id }) => id);
  }

  #looksOther(line: string): boolean {
    const before = this.#looks.get(line);
    return before !== undefined && before !== this.source.look(line);
  }
}

const isSame = (a: Placed, b: Placed | undefined): boolean => a.id === b?.id && a.title === b.title;

const areEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);
