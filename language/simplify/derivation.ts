import type { Span } from '../diagnostics';
import { expressionText } from '../ir/expression-text';
import type { Statement } from '../ir/program';
import type { Condition, Rule } from './rule';
import { show } from './show';
import type { StateStep } from './state';

/** One step of a derivation, for a person to follow. */
export interface Step {
  readonly rule: string;
  /** What allows the rule here, in words. */
  readonly condition: string;
  readonly before: string;
  /** Empty where nothing is left. */
  readonly after: string;
  /** The place in the program's text; null for what has none. */
  readonly span: Span | null;
}

/** A statement as its body says it: `m2 = m * m`. */
export function written(statements: readonly Statement[], { id, name }: Statement): string {
  const text = expressionText(statements, { from: 'statement', id });
  return name === null ? text : `${name} = ${text}`;
}

/** The rules and conditions of one statement's step. */
export function licence(
  rules: ReadonlyMap<Rule, Condition>,
  names: ReadonlyMap<number, string>,
): Pick<Step, 'rule' | 'condition'> {
  const conditions = [...rules.values()].map(({ about, says }) =>
    about ? `${names.get(about.id) ?? show(about, names)} ${says}` : says,
  );
  const special = [...new Set(conditions)].filter((text) => text !== 'always');
  return { rule: [...rules.keys()].join('; '), condition: special.join('; ') || 'always' };
}

/** What a pass over the slots did, as a step. */
export const stateStep = ({ rule, slot, instead, condition }: StateStep): Step => ({
  rule,
  condition,
  before: `slot ${slot}`,
  after: instead,
  span: null,
});
