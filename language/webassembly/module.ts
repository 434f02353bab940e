import { Bytes } from './bytes';
import type { Code } from './code';
import { MOST_PAGES } from './engine';
import { TYPE, type ValueType } from './opcodes';

const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
/** What says that it is a module, and of which version of the format. */
const HEAD = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const;
const FUNCTION_TYPE = 0x60;
const KIND = { function: 0, memory: 2 } as const;
/** How much memory there may be: from so much on, or up to so much and for several threads. */
const LIMITS = { from: 0, shared: 3 } as const;

/**
 * A WebAssembly module in the making: imported memory and functions first, then functions of its own.
 * Functions are numbered in the order in which they come, imports included.
 */
export class ModuleBuilder {
  /** @param relaxed whether its functions may leave it to the machine how often a product's sum is rounded */
  constructor(readonly relaxed = false) {}

  private readonly types: string[] = [];
  private readonly typeBytes = new Bytes();
  private readonly imports = new Bytes();
  private importCount = 0;
  private importedFunctions = 0;
  private functionCount = 0;
  /** The type of each function, by its number. */
  private readonly declared = new Bytes();
  private readonly code = new Bytes(true);
  private exportCount = 0;
  private readonly exported = new Bytes();

  /** Memory of any size, which stays its owner's; made for several threads or not. */
  importMemory(module: string, name: string, shared = false): void {
    this.import(module, name);
    this.imports.byte(KIND.memory);
    this.imports.byte(shared ? LIMITS.shared : LIMITS.from);
    this.imports.unsigned(0);
    if (shared) this.imports.unsigned(MOST_PAGES);
  }

  /** Gives the function's number. Imports come before functions of the module's own. */
  importFunction(
    module: string,
    name: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
  ): number {
    if (this.functionCount > 0) throw new Error('Imports come before functions.');
    this.import(module, name);
    this.imports.byte(KIND.function);
    this.imports.unsigned(this.type(parameters, results));
    return this.importedFunctions++;
  }

  /** Gives the function's number. Nothing may be added to its code from then on. */
  add(code: Code, results: readonly ValueType[] = []): number {
    this.declared.unsigned(this.type(code.parameters, results));
    code.finish(this.code);
    return this.importedFunctions + this.functionCount++;
  }

  export(name: string, index: number): void {
    this.exported.text(name);
    this.exported.byte(KIND.function);
    this.exported.unsigned(index);
    this.exportCount++;
  }

  /** The module's bytes. Nothing may be added to it from then on. */
  finish(): Uint8Array {
    const bytes = new Bytes(true);
    for (const byte of HEAD) bytes.byte(byte);
    section(bytes, SECTION.types, this.types.length, this.typeBytes);
    section(bytes, SECTION.imports, this.importCount, this.imports);
    section(bytes, SECTION.functions, this.functionCount, this.declared);
    section(bytes, SECTION.exports, this.exportCount, this.exported);
    section(bytes, SECTION.code, this.functionCount, this.code);
    this.code.giveBack();
    const whole = bytes.copy();
    bytes.giveBack();
    return whole;
  }

  private import(module: string, name: string): void {
    this.imports.text(module);
    this.imports.text(name);
    this.importCount++;
  }

  private type(parameters: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${parameters.join()}:${results.join()}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    this.typeBytes.byte(FUNCTION_TYPE);
    for (const list of [parameters, results]) {
      this.typeBytes.unsigned(list.length);
      list.forEach((type) => this.typeBytes.byte(TYPE[type]));
    }
    return this.types.push(key) - 1;
  }
}

/** Left out where there is nothing in it. */
function section(bytes: Bytes, id: number, count: number, content: Bytes): void {
  if (count === 0) return;
  const counted = new Bytes();
  counted.unsigned(count);
  bytes.byte(id);
  bytes.unsigned(counted.length + content.length);
  bytes.append(counted);
  bytes.append(content);
}
