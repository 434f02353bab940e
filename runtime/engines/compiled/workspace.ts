import { Arena, type Crew } from '../../../language';

/** Memory that several compiled graphs use by turns, since only one of them runs at a time. */
export class Workspace {
  private address = 0;
  private size = 0;

  /**
   * @param relaxed whether modules may use relaxed instructions
   * @param crew who works in it, where the arena is for several threads
   */
  constructor(
    readonly arena: Arena,
    readonly relaxed = false,
    readonly crew: Crew | null = null,
  ) {}

  /** What addresses given from now on depend on. */
  get state(): string {
    const threads = this.crew?.size ?? 1;
    return [this.address, this.size, this.arena.reserved, this.relaxed, threads].join();
  }

  /** The address of so many bytes, which anybody may overwrite between two runs. */
  shared(bytes: number, what: string): number {
    if (bytes > this.size) {
      this.address = this.arena.reserve(bytes, what);
      this.size = bytes;
    }
    return this.address;
  }
}
