import type { Analysis } from '../../analyze';
import type { CallExpression, Definition, Expression } from '../../syntax/tree';
import { walk } from '../../syntax/walk';
import { applyEdits, type Edit } from '../edit';
import {
  assignedNames,
  definitionIn,
  namesIn,
  ownNames,
  pathAround,
  textOf,
  type Refactor,
} from './refactoring';

/** Puts what a helper returns in the place of one call; the helper itself stays. */
export const inlineHelper: Refactor = (analysis, selection) => {
  const path = pathAround(analysis, selection);
  const caller = definitionIn(path);
  const call = path
    .filter((node) => node.kind === 'call')
    .filter(
      ({ callee }) => callee.span.start <= selection.start && selection.end <= callee.span.end,
    )
    .at(-1);
  if (!caller || !call?.closed) return null;
  const helper = analysis.tree.items.find(
    (item): item is Definition =>
      item.kind === 'definition' && item.name.name === call.callee.name && item !== caller,
  );
  if (helper?.parameters.length !== call.args.length || !helper) return null;
  const result = returned(analysis, helper, call);
  if (result === null || isShadowed(helper, caller) || mixesScopes(analysis, helper)) return null;
  return {
    title: `Inline ${helper.name.name}`,
    kind: 'inline',
    edits: [{ span: call.span, text: result }],
  };
};

/** What the helper returns for the call's arguments, as text; null where that is not one expression. */
function returned(analysis: Analysis, helper: Definition, call: CallExpression): string | null {
  const known = new Map<string, string>();
  helper.parameters.forEach(({ name }, i) => known.set(name, operand(analysis, call.args[i])));
  for (const statement of helper.body) {
    if (statement.kind === 'return') {
      const [value, ...others] = statement.values;
      return others.length > 0 || value.kind === 'tuple' ? null : wrap(analysis, value, known);
    }
    if (statement.kind !== 'assign') return null;
    const { targets, values } = statement;
    if (targets.length !== 1 || values.length !== 1 || values[0].kind === 'tuple') return null;
    // Names are set one by one: the right side still means the values of before.
    known.set(targets[0].name, wrap(analysis, values[0], known));
  }
  return null;
}

const isAtom = ({ kind }: Expression): boolean =>
  kind === 'name' || kind === 'number' || kind === 'call' || kind === 'group' || kind === 'boolean';

function operand(analysis: Analysis, expression: Expression): string {
  const text = textOf(analysis, expression);
  return isAtom(expression) ? text : `(${text})`;
}

/** An expression's text with names replaced, fit to stand anywhere. */
function wrap(analysis: Analysis, value: Expression, known: ReadonlyMap<string, string>): string {
  const callees = new Set(
    [...walk(value)].flatMap((node) => (node.kind === 'call' ? [node.callee] : [])),
  );
  const { start } = value.span;
  const edits = namesIn(value)
    .filter((name) => !callees.has(name) && known.has(name.name))
    .map(({ name, span }): Edit => {
      const place = { start: span.start - start, end: span.end - start };
      return { span: place, text: known.get(name)! };
    });
  const text = applyEdits(textOf(analysis, value), edits);
  return isAtom(value) ? text : `(${text})`;
}

/** Whether a name that the helper takes from the file means something else in the caller. */
function isShadowed(helper: Definition, caller: Definition): boolean {
  const inside = ownNames(helper);
  const outside = ownNames(caller);
  const free = helper.body.flatMap(namesIn).filter(({ name }) => !inside.has(name));
  return free.some(({ name }) => name !== 'lr' && outside.has(name));
}

/** Whether a name stands for a value of the file first and for the helper's own later. */
function mixesScopes({ symbols }: Analysis, helper: Definition): boolean {
  const parameters = new Set(helper.parameters.map(({ name }) => name));
  const global = new Set(symbols.all.filter(({ scope }) => !scope).map(({ name }) => name));
  return assignedNames(helper).some((name) => !parameters.has(name) && global.has(name));
}
