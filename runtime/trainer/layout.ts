import { analyze, findWatched, indexLines, type Program, type Span } from '../../language';
import { importsBeside } from '../programs/imports';
import type { RunSpec } from '../protocol/runs';
import type { NonFiniteOrigin, StatementLayout, TextRange } from '../protocol/statements';
import type { Origin } from '../training/origin';

/** What is watched of a program, with its places in the text that people have before them. */
export function layoutOf(
  program: Program,
  { program: given, switches }: RunSpec,
  parameters: readonly { readonly name: string }[],
): StatementLayout {
  const { name, path, text, written } = given;
  const own =
    written === undefined
      ? null
      : analyze(written, { name, settings: switches, imports: importsBeside(path), lints: false })
          .program;
  // The text that was trained was printed from this: its statements are the same, one by one.
  const placed = own && sameStatements(own, program) ? own : null;
  const source = written !== undefined && placed === null ? 'text' : 'written';
  const shown = placed === null ? text : written!;
  const { train, slots } = placed ?? program;
  const lines = indexLines(shown);
  const rangeOf = ({ start, end }: Span): TextRange => ({
    start: lines.positionAt(start),
    end: lines.positionAt(end),
  });
  const watched = findWatched(program);
  return {
    source,
    statements: watched.values.map(({ name: called, operand, span }, i) => {
      const index = program.train.statements.findIndex(
        ({ id }) => operand.from === 'statement' && operand.id === id,
      );
      const statement = train.statements[index]!;
      const place = span && statement.span;
      return {
        name: called,
        range: place && rangeOf(place),
        imported: place !== null && BARE_NAME.test(shown.slice(place.start, place.end)),
        ofModel: statement.type.extent === 'model',
        isUpdate: i === watched.update,
      };
    }),
    slots: watched.slots.map((statement, i) => ({
      name: slots[i]!.name,
      range: rangeOf(slots[i]!.span),
      statement,
    })),
    parameters: parameters.map((parameter) => parameter.name),
  };
}

/** What a statement of an imported program has for its place; no other statement is a mere name. */
const BARE_NAME = /^[A-Za-z_][\w.]*$/;

function sameStatements(a: Program, b: Program): boolean {
  const shape = ({ train, slots }: Program): string =>
    JSON.stringify([train.statements.map(({ fn }) => fn), slots.map(({ extent }) => extent)]);
  return shape(a) === shape(b);
}

/** Where a number that is not finite arose, in the words of a run's record. */
export function originIn(
  { source, statements, parameters }: StatementLayout,
  { step, value, parameter }: Origin,
): NonFiniteOrigin {
  const { name, range } = statements[value]!;
  return {
    step,
    name,
    source,
    range,
    parameter: parameter === null ? null : parameters[parameter]!,
  };
}
