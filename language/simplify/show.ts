import { findFunction } from '../functions';
import type { Factor, Node } from './node';

/** A node as a person would write it; nodes with a name by that, but for the node itself. */
export function show(node: Node, names: ReadonlyMap<number, string>): string {
  return write(node, names, true);
}

const digits = (value: number): string => String(Number(value.toPrecision(12)));

function write(node: Node, names: ReadonlyMap<number, string>, top = false): string {
  const name = top ? undefined : names.get(node.id);
  if (name) return name;
  switch (node.kind) {
    case 'number':
      return typeof node.value === 'boolean' ? (node.value ? 'True' : 'False') : digits(node.value);
    case 'leaf':
      return node.operand.from === 'string'
        ? JSON.stringify(node.operand.value)
        : node.operand.name;
    case 'call': {
      const args = node.args.map((arg) => write(arg, names, false));
      const symbol = findFunction(node.fn)?.operator?.symbol;
      if (symbol && args.length === 2) return `(${args.join(` ${symbol} `)})`;
      return `${node.fn}(${args.join(', ')})`;
    }
    case 'product':
      return writeProduct(node.coefficient, node.factors, names);
    case 'sum': {
      const parts = node.terms.map(({ coefficient, node: part }) => {
        const text = write(part, names);
        return coefficient === 1 ? text : `${digits(coefficient)} * ${text}`;
      });
      if (node.constant !== 0) parts.push(digits(node.constant));
      return `(${parts.join(' + ').replaceAll('+ -', '- ')})`;
    }
  }
}

function writeProduct(
  coefficient: number,
  factors: readonly Factor[],
  names: ReadonlyMap<number, string>,
): string {
  const above = factors.filter(({ exponent }) => exponent >= 0);
  const below = factors.filter(({ exponent }) => exponent < 0);
  const text = (factor: Factor): string => writeFactor(factor, names);
  const numerator = [...(coefficient === 1 ? [] : [digits(coefficient)]), ...above.map(text)];
  const start = numerator.length > 0 ? numerator.join(' * ') : '1';
  if (below.length === 0) return start;
  const divisor = below.map((factor) => text({ ...factor, exponent: -factor.exponent }));
  return `${start} / ${divisor.length > 1 ? `(${divisor.join(' * ')})` : divisor[0]}`;
}

function writeFactor({ base, sign, exponent }: Factor, names: ReadonlyMap<number, string>): string {
  const x = write(base, names);
  if (exponent === 0) return sign === 1 ? `sign(${x})` : `abs(sign(${x}))`;
  if (exponent === 1) return sign === 1 ? x : `abs(${x})`;
  if (exponent === 0.5) return sign === 1 ? `sign(${x}) * sqrt(${x})` : `sqrt(${x})`;
  return sign === 1 && exponent % 2 !== 1
    ? `sign(${x}) * abs(${x}) ** ${digits(exponent)}`
    : `${x} ** ${digits(exponent)}`;
}
