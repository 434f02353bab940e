import { FunctionCode, type Call, type ModuleBuilder, type Stage } from '../../../../language';

/** Puts functions of a module into stages: each that comes alone joins those before it, several are a stage of their own. */
export class Staging {
  private readonly stages: Stage[] = [];
  private row: FunctionCode | null = null;

  constructor(private readonly module: ModuleBuilder) {}

  /** The functions, without parameters, of what is done next; they may be called at the same time. */
  add(functions: readonly FunctionCode[]): void {
    const indices = functions.map((each) => this.module.add(each));
    if (indices.length > 1) {
      this.endRow();
      this.stages.push(indices.map((index) => this.export(index)));
    } else {
      this.row ??= new FunctionCode([]);
      indices.forEach((index) => this.row!.call(index));
    }
  }

  finish(): readonly Stage[] {
    this.endRow();
    return this.stages;
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
