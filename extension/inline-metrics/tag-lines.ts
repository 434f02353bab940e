import { isEnded, type Run } from '../../runtime/protocol/runs';
import { formatNumber } from '../../runtime/protocol/words';
import { refOf } from '../runs/book';
import { plainMarkdown, runTitle, stepWords } from '../runs/words';
import { byLine, type LineFigures } from './line-figures';
import type { LoggedTag } from './logged-tags';
import { sparkline } from './sparkline';

/** A tag that a line logs, and the newest run that has it. */
export interface FoundTag extends LoggedTag {
  readonly run: Run;
}

const CURVE_WIDTH = 14;
const GAP = '   ';

/**
 * The tags of a program that some run has.
 *
 * @param runs newest first
 */
export function foundTags(tags: readonly LoggedTag[], runs: readonly Run[]): FoundTag[] {
  return tags.flatMap((each) => {
    const run = runs.find(({ metrics }) => Object.hasOwn(metrics, each.tag));
    return run === undefined ? [] : [{ ...each, run }];
  });
}

/** @param values what is known of a curve so far; null: nothing yet */
export function tagLines(
  found: readonly FoundTag[],
  values: (found: FoundTag) => readonly number[] | null,
): LineFigures[] {
  return [...byLine(found)].map(([line, tags]) => ({
    line,
    text: tags
      .map((each) => {
        const name = tags.length === 1 ? '' : `${each.tag} `;
        const curve = values(each) ?? [];
        // The curve comes before the run's own word of it, and there may be none of it yet.
        const last = curve.at(-1) ?? each.run.metrics[each.tag]!;
        return `${name}${sparkline(curve, CURVE_WIDTH)} ${formatNumber(last)}`;
      })
      .join(GAP),
    about: tags.map(tagWords).join('\n\n'),
    details: '',
    faded: tags.every(({ run }) => isEnded(run.status) && run.status !== 'logged'),
    run: refOf(tags[0]!.run),
  }));
}

function tagWords({ tag, run }: FoundTag): string {
  const extremes = run.extremes?.[tag];
  const range =
    extremes === undefined
      ? ''
      : `, lowest ${formatNumber(extremes[0])}, highest ${formatNumber(extremes[1])}`;
  const value = `${formatNumber(run.metrics[tag]!)}${range}`;
  return `**${plainMarkdown(tag)}** ${plainMarkdown(value)}: ${plainMarkdown(`${runTitle(run)}, ${stepWords(run)}.`)}`;
}
