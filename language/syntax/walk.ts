import type { Expression, Item, SourceFile, Statement } from './tree';

/** Anything in a tree that has a kind and a place. */
export type SyntaxNode = Item | Statement | Expression;

/** The nodes directly within a node, in the order of the text. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.kind) {
    case 'import':
      return [
        ...(node.module ? [node.module] : []),
        ...node.names.flatMap(({ name, alias }) => (alias ? [name, alias] : [name])),
      ];
    case 'declaration':
      return [node.name, ...(node.annotation ? [node.annotation] : []), node.value];
    case 'definition':
      return [node.name, ...node.parameters, ...(node.doc ? [node.doc] : []), ...node.body];
    case 'assign':
      return [...node.targets, ...node.values];
    case 'return':
      return node.values;
    case 'if':
      return [
        ...node.branches.flatMap(({ condition, body }) => [condition, ...body]),
        ...(node.otherwise ?? []),
      ];
    case 'for':
      return [node.variable, node.count, ...node.body];
    case 'broken':
      return node.parts;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'call':
      return [node.callee, ...node.args];
    case 'group':
      return [node.inner];
    case 'tuple':
      return node.items;
    default:
      return [];
  }
}

/** A node and all within it, outer ones first. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** The nodes around an offset, outermost first; both ends of a node count as inside. */
export function pathTo(tree: SourceFile, offset: number): readonly SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let within: readonly SyntaxNode[] = tree.items;
  for (;;) {
    const around = within.filter(({ span }) => span.start <= offset && offset <= span.end);
    // Where two nodes touch, the later one: it is what stands behind the cursor.
    const next = around.at(-1);
    if (!next) return path;
    path.push(next);
    within = childrenOf(next);
  }
}
