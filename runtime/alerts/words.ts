import { ALERT_TITLES, type Alert } from '../protocol/alerts';
import type { NonFiniteOrigin } from '../protocol/statements';
import { formatCount, formatNumber } from '../protocol/words';
import type { Finding } from './rule';

/** A finding as it is recorded and shown. */
export const alertOf = (finding: Finding, step: number): Alert => ({
  action: 'alert',
  kind: finding.kind,
  title: ALERT_TITLES[finding.kind],
  message: sentenceOf(finding, `step ${formatCount(step)}`),
  ...(finding.kind === 'not-finite' && finding.origin && { origin: finding.origin }),
});

/** What was seen, where, and what to try. */
function sentenceOf(finding: Finding, at: string): string {
  switch (finding.kind) {
    case 'not-finite':
      if (finding.tag === null)
        return (
          `A value of the program was not finite by ${at}${firstPlace({ ...finding, parameter: null })}, while ` +
          'all that is logged is: change what overflows there, or clip it.'
        );
      return (
        `${finding.tag} became ${formatNumber(finding.value)} at ${at}` +
        `${firstPlace(finding)}: lower the learning rate, or clip the gradient.`
      );
    case 'divergence':
      return (
        `${finding.tag} has risen from ${formatNumber(finding.from)} to ${formatNumber(finding.value)} at ${at} ` +
        'and does not come back: lower the learning rate, or warm it up.'
      );
    case 'plateau':
      return finding.stuck
        ? `${finding.tag} has not begun to fall and stands at ${formatNumber(finding.value)} at ${at}: ` +
            'change the learning rate by a factor of ten, or look over the update rule.'
        : `${finding.tag} has been level at ${formatNumber(finding.value)} from step ${formatCount(finding.since)} to ${at}: ` +
            'change the learning rate, or stop here.';
    case 'dead-units':
      return (
        `${percent(finding.share)} of the units of ${finding.layer} gave 0 for every validation example at ${at}: ` +
        'lower the learning rate, or warm it up.'
      );
    case 'exploding-gradients':
      return (
        `The gradient is ${formatNumber(finding.value)} long at ${at}, ` +
        `${times(finding.value / finding.usual)} times the usual` +
        `${finding.parameter === null ? '' : `, most of it in ${finding.parameter}`}: ` +
        'clip the gradient, or lower the learning rate.'
      );
    case 'vanishing-gradients':
      return finding.parameter === null
        ? `There is next to no gradient at ${at}, while the loss is where it began: ` +
            'lower the learning rate, begin with other weights, or look over the data.'
        : `${finding.parameter} gets next to no gradient at ${at}, ` +
            `${formatNumber(finding.ratio)} times that of the layer with the most: ` +
            'use an update that does not depend on its length, lower the learning rate, or take a shallower model.';
    case 'update-ratio':
      return finding.side === 'high'
        ? `A step changes the weights by ${percent(finding.ratio)} of their length at ${at}, where 0.1 % is usual: ` +
            'lower the learning rate.'
        : `A step changes the weights by ${formatNumber(finding.ratio)} of their length at ${at}, ` +
            'where 0.001 is usual, and the loss does not fall: raise the learning rate.';
  }
}

/** In the program where that is known, else in the model. */
function firstPlace({
  origin,
  parameter,
}: {
  readonly origin?: NonFiniteOrigin | null;
  readonly parameter: string | null;
}): string {
  if (!origin) return parameter === null ? '' : `, first in ${parameter}`;
  const what = origin.name === null ? 'what the program returns' : `\`${origin.name}\``;
  const line = origin.range === null ? '' : ` (line ${origin.range.start.line + 1})`;
  const where = origin.parameter === null ? '' : ` of ${origin.parameter}`;
  return `, first in ${what}${line}${where} at step ${formatCount(origin.step)}`;
}

const percent = (share: number): string => `${formatNumber(Math.round(100 * share))} %`;

const times = (factor: number): string => formatCount(Number(factor.toPrecision(2)));
