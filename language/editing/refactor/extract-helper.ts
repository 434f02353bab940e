import type { Expression } from '../../syntax/tree';
import { walk, type SyntaxNode } from '../../syntax/walk';
import {
  aboveComments,
  definitionIn,
  endingOf,
  freshName,
  namesIn,
  ownNames,
  pathAround,
  textOf,
  type Refactor,
} from './refactoring';

/** Makes a selected expression a helper of its own and calls it in its place. */
export const extractHelper: Refactor = (analysis, selection) => {
  const selected = trim(analysis.source, selection);
  const path = pathAround(analysis, selected);
  const definition = definitionIn(path);
  const expression = path.find(
    ({ span }) => span.start === selected.start && span.end === selected.end,
  );
  if (!definition || !expression || !isWorthIt(expression)) return null;
  const hasComment = analysis.tree.comments.some(
    ({ span }) => span.start > selected.start && span.start < selected.end,
  );
  if (hasComment || isCallee(path, expression) || givesSeveral(path, expression)) return null;

  const own = ownNames(definition);
  const names = namesIn(expression).map(({ name }) => name);
  const parameters = [...new Set(names.filter((name) => own.has(name)))];
  const name = freshName(analysis, 'helper');
  const ending = endingOf(analysis.source);
  const inner = expression.kind === 'group' ? expression.inner : expression;
  const body = textOf(analysis, inner).replaceAll(/\s*[\r\n]+\s*/g, ' ');
  const at = aboveComments(analysis, definition.span.start);
  const head = `def ${name}(${parameters.join(', ')}):`;
  return {
    title: `Extract as the helper ${name}`,
    kind: 'extract',
    edits: [
      {
        span: { start: at, end: at },
        text: [head, `  return ${body}`, '', ''].join(ending),
      },
      { span: expression.span, text: `${name}(${parameters.join(', ')})` },
    ],
  };
};

function trim(source: string, { start, end }: { start: number; end: number }) {
  const text = source.slice(start, end);
  return { start: start + text.search(/\S|$/), end: start + text.trimEnd().length };
}

/** A whole computation of numbers or truth values; a single name or number stays where it is. */
function isWorthIt(node: SyntaxNode): node is Expression {
  if (node.kind !== 'binary' && node.kind !== 'call' && node.kind !== 'group') return false;
  const inner = [...walk(node)];
  return !inner.some((each) => each.kind === 'missing' || each.kind === 'tuple') && !isRole(node);
}

const isRole = (node: SyntaxNode): boolean => node.kind === 'call' && node.callee.name === 'role';

const isCallee = (path: readonly SyntaxNode[], node: SyntaxNode): boolean =>
  path.some((each) => each.kind === 'call' && each.callee === node);

/** A call whose several values are assigned to several names. */
const givesSeveral = (path: readonly SyntaxNode[], node: SyntaxNode): boolean =>
  path.some((each) => each.kind === 'assign' && each.targets.length > 1 && each.values[0] === node);
