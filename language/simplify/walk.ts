import type { Form } from './read';
import { apply, applyToSome, countsElements, Unsimplifiable } from './read';
import type { Algebra } from './algebra';
import { partsOf, type CallNode, type LeafNode, type Node } from './node';

/** All leaves that nodes are made of. */
export function leavesOf(roots: readonly Node[]): readonly LeafNode[] {
  const seen = new Set<number>();
  const leaves: LeafNode[] = [];
  const waiting = [...roots];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (node.kind === 'leaf') leaves.push(node);
    else waiting.push(...partsOf(node));
  }
  return leaves;
}

/** Writes other nodes in the place of leaves, and puts the whole into normal form again. */
export function substitute(
  algebra: Algebra,
  put: (leaf: LeafNode) => Node | null,
): (node: Node) => Node {
  const done = new Map<number, Node>();
  const visit = (node: Node): Node => {
    let result = done.get(node.id);
    if (!result) {
      result = rebuild(node);
      done.set(node.id, result);
    }
    return result;
  };
  const rebuild = (node: Node): Node => {
    switch (node.kind) {
      case 'number':
        return node;
      case 'leaf':
        return put(node) ?? node;
      case 'call':
        return applyAgain(algebra, node, node.args.map(visit), node.guard && visit(node.guard));
      case 'product':
        return algebra.combine([
          { base: algebra.number(node.coefficient), sign: 1, exponent: 1 },
          ...node.factors.map(({ base, ...power }) => ({ ...power, base: visit(base) })),
        ]);
      case 'sum':
        return algebra.add([
          { coefficient: node.constant, node: algebra.number(1) },
          ...node.terms.map((term) => ({ coefficient: term.coefficient, node: visit(term.node) })),
        ]);
    }
  };
  return visit;
}

function applyAgain(
  algebra: Algebra,
  { fn, args: before }: CallNode,
  after: readonly Node[],
  guard: Node | null,
): Node {
  const resized = before.some((arg, i) => arg.extent !== after[i].extent);
  if (resized && countsElements(fn)) throw new Unsimplifiable();
  return guard ? applyToSome(algebra, fn, after, guard) : apply(algebra, fn, after);
}

/** The whole program with leaves replaced. Throws Unsimplifiable. */
export function substituteForm(form: Form, put: (leaf: LeafNode) => Node | null): Form {
  const visit = substitute(form.algebra, put);
  return {
    ...form,
    update: visit(form.update),
    evalPoint: form.evalPoint && visit(form.evalPoint),
    slots: new Map(
      [...form.slots].map(([name, { start, next }]) => [
        name,
        { start: visit(start), next: visit(next) },
      ]),
    ),
  };
}
