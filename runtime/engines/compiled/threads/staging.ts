import { FunctionCode, type Call, type ModuleBuilder, type Stage } from '../../../../language';

/** A call of one of the module's functions, which takes addresses. */
export interface Invocation {
  readonly index: number;
  readonly addresses: readonly number[];
}

/** Puts calls into stages: each that comes alone joins those before it, several are a stage of their own. */
export class Staging {
  private readonly stages: Stage[] = [];
  private row: FunctionCode | null = null;

  constructor(private readonly module: ModuleBuilder) {}

  /** What is done next; the calls may be made at the same time. */
  add(calls: readonly Invocation[]): void {
    if (calls.length > 1) {
      this.endRow();
      this.stages.push(calls.map((call) => this.export(this.complete(call))));
    } else {
      this.row ??= new FunctionCode([]);
      for (const call of calls) write(this.row, call);
    }
  }

  finish(): readonly Stage[] {
    this.endRow();
    return this.stages;
  }

  /** The number of a function that makes the call, without parameters. */
  private complete(call: Invocation): number {
    if (call.addresses.length === 0) return call.index;
    const code = new FunctionCode([]);
    write(code, call);
    return this.module.add(code);
  }

  private endRow(): void {
    if (this.row) this.stages.push([this.export(this.module.add(this.row))]);
    this.row = null;
  }

  private export(index: number): Call {
    const name = `f${index}`;
    this.module.export(name, index);
    return { name, argument: 0 };
  }
}

function write(code: FunctionCode, { index, addresses }: Invocation): void {
  addresses.forEach((address) => code.i32(address));
  code.call(index);
}
