import { Arena } from '../../../language';

/** Memory that several compiled graphs use by turns, since only one of them runs at a time. */
export class Workspace {
  private address = 0;
  private size = 0;

  /** @param relaxed whether modules may use relaxed instructions */
  constructor(
    readonly arena: Arena,
    readonly relaxed = false,
  ) {}

  /** What addresses given from now on depend on. */
  get state(): string {
    return [this.address, this.size, this.arena.reserved, this.relaxed].join();
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
