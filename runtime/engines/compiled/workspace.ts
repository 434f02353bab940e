import { Arena } from '../../../language';

/** Memory that several compiled graphs use by turns, since only one of them runs at a time. */
export class Workspace {
  private address = 0;
  private size = 0;

  constructor(readonly arena: Arena) {}

  /** What addresses given from now on depend on. */
  get state(): string {
    return [this.address, this.size, this.arena.reserved].join();
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
