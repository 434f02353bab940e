import { oncePerNode } from '../analysis/once';
import { commutes } from '../functions';
import type { Form } from './read';
import type { Factor, Node } from './node';

/** How closely two programs are compared. */
export interface Closeness {
  /** Numbers as they count. */
  number(value: number): string;
  /** A hyperparameter as it counts. */
  hyper(name: string): string;
}

/** Numbers to nearly all of their digits, hyperparameters by name. */
export const EXACT: Closeness = {
  number: (value) => value.toPrecision(12),
  hyper: (name) => name,
};

/** FNV-1a over UTF-16 code units, twice with other starts: 64 bits, as hexadecimal digits. */
export function hashText(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9dc5811c];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code ^ (a >>> 7), 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** Gives each node a digest of its form: equal for equal forms, whatever its slots are called. */
export class Digester {
  readonly of = oncePerNode((node: Node): string => hashText(this.describe(node)));

  constructor(
    private readonly closeness: Closeness,
    private readonly slots: ReadonlyMap<string, string>,
  ) {}

  private describe(node: Node): string {
    const { closeness } = this;
    switch (node.kind) {
      case 'number':
        return typeof node.value === 'number' ? closeness.number(node.value) : String(node.value);
      case 'leaf': {
        const { operand } = node;
        if (operand.from === 'slot') return `slot ${this.slots.get(operand.name) ?? ''}`;
        if (operand.from === 'hyper') return closeness.hyper(operand.name);
        return operand.from === 'input' ? operand.name : JSON.stringify(operand.value);
      }
      case 'call': {
        const args = node.args.map((arg) => this.of(arg));
        const ordered = commutes(node.fn) ? args.sort() : args;
        return `${node.fn}(${ordered.join(',')})${node.guard ? ` if ${this.of(node.guard)}` : ''}`;
      }
      case 'product':
        return `${closeness.number(node.coefficient)}*${this.factors(node.factors)}`;
      case 'sum': {
        const terms = node.terms.map((term) => {
          const own = closeness.number(term.coefficient);
          return `${own}*${this.of(term.node)}`;
        });
        const constant = node.constant === 0 ? '0' : closeness.number(node.constant);
        return `${constant}+${terms.sort().join('+')}`;
      }
    }
  }

  private factors(factors: readonly Factor[]): string {
    return factors
      .map(
        ({ base, sign, exponent }) => `${this.of(base)}:${sign}:${Number(exponent.toPrecision(9))}`,
      )
      .sort()
      .join('*');
  }
}

/** A digest for each slot: of how it starts and of what it stores, through all slots that this depends on. */
export function digestsOfSlots(form: Form, closeness: Closeness): Map<string, string> {
  const starts = new Digester(closeness, new Map());
  let digests = new Map(
    [...form.slots].map(([name, { start, next }]) => [name, `${next.extent} ${starts.of(start)}`]),
  );
  // Each round looks one step further back; after as many rounds as there are slots nothing new shows.
  for (let round = 0; round <= form.slots.size; round++) {
    const digester = new Digester(closeness, digests);
    digests = new Map(
      [...form.slots].map(([name, { next }]) => [
        name,
        hashText(`${digests.get(name)!} ${digester.of(next)}`),
      ]),
    );
  }
  return digests;
}

/** A digest of a whole program in normal form. */
export function digestOf(form: Form, closeness: Closeness): string {
  const digester = new Digester(closeness, digestsOfSlots(form, closeness));
  const point = form.evalPoint ? digester.of(form.evalPoint) : '';
  return hashText(`${digester.of(form.update)} ${point}`);
}
