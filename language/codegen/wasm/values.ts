import { LANE, VECTOR, type Code, type Local } from '../../webassembly';
import { PACE, type ArgumentForm, type Node, type Pace } from './nodes';

/** How a kernel comes by what its values are made of. Each leaves four numbers on the stack. */
export interface Places {
  readonly load: (buffer: number) => void;
  readonly argument: (index: number, as: ArgumentForm) => void;
  /** The number of an imported function. */
  readonly imported: (fn: string) => number;
}

/** Writes a kernel's values down, each once in its place; what is used again is kept in a local. */
export class Values {
  /** By the number of the value: the local that holds it, how often it is used. */
  private readonly locals: (Local | undefined)[] = [];
  private readonly uses: (number | undefined)[] = [];
  private readonly order: Node[] = [];

  constructor(
    private readonly code: Code,
    private readonly places: Places,
  ) {}

  /** Counts how often each value is used, arguments first in order. */
  count(value: Node): void {
    const seen = this.uses[value.id];
    if (seen === undefined) {
      for (const arg of value.args) this.count(arg);
      this.order.push(value);
    }
    this.uses[value.id] = (seen ?? 0) + 1;
  }

  /** Works out beforehand, into locals, what changes no faster than so, and all loads of that pace. */
  settle(pace: Pace): void {
    for (const value of this.order) {
      if (value.pace !== pace || this.locals[value.id] !== undefined) continue;
      const isLoad = value.making.kind === 'load';
      if (pace === PACE.block && !isLoad) continue;
      this.make(value);
      this.keep(value);
    }
  }

  /** What is worked out anew the next time around. */
  forget(pace: Pace): void {
    for (const value of this.order) if (value.pace === pace) this.locals[value.id] = undefined;
  }

  /** Leaves a value on the stack; one that is used again is kept. */
  emit(value: Node): void {
    const { code } = this;
    const local = this.locals[value.id];
    if (local !== undefined) {
      code.get(local);
      return;
    }
    this.make(value);
    if (this.uses[value.id]! > 1) {
      const kept = code.local('v128');
      code.tee(kept);
      this.locals[value.id] = kept;
    }
  }

  private keep(value: Node): void {
    const local = this.code.local('v128');
    this.code.set(local);
    this.locals[value.id] = local;
  }

  private make(value: Node): void {
    const { code } = this;
    const { making, args } = value;
    switch (making.kind) {
      case 'constant':
        if (value.width === 'float32') code.f32x4(making.value);
        else code.f64x2(making.value);
        return;
      case 'argument':
        this.places.argument(making.index, making.as);
        return;
      case 'load':
        this.places.load(making.buffer);
        return;
      case 'vector':
        for (const arg of args) this.emit(arg);
        code.vector(VECTOR[making.op]);
        return;
      case 'shuffle':
        for (const arg of args) this.emit(arg);
        code.shuffle(making.bytes);
        return;
      case 'shift':
        this.emit(args[0]);
        code.i32(making.by);
        code.vector(VECTOR[making.op]);
        return;
      case 'rarely':
        this.rarely(making.fn, args);
    }
  }

  private rarely(fn: string, [condition, otherwise, ...given]: readonly Node[]): void {
    const { code } = this;
    // Worked out before the branch, since inside it they would be kept only there.
    const held = [condition, otherwise, ...given].map((value) => {
      this.emit(value);
      const local = code.local('v128');
      code.set(local);
      return local;
    });
    const [where, plain, ...args] = held;
    const lanes = [0, 1, 2, 3];
    code.get(where);
    code.vector(VECTOR.v128_any_true);
    code.if(
      'v128',
      () => {
        code.get(plain);
        for (const lane of lanes) {
          for (const arg of args) {
            code.get(arg);
            code.lane(LANE.f32x4_extract, lane);
          }
          code.call(this.places.imported(fn));
          code.lane(LANE.f32x4_replace, lane);
        }
        code.get(plain);
        code.get(where);
        code.vector(VECTOR.v128_bitselect);
      },
      () => code.get(plain),
    );
  }
}
