import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { CheckOptions, Diagnostic, Program } from '../../language';
import { importsBeside } from '../programs/imports';
import type { RunSpec } from '../protocol/runs';
import { isTaskModule, whyNoTaskModule } from '../protocol/task-name';
import { whyNot } from '../training/hyperparameters';
import {
  nearest,
  parse,
  readSwitches,
  sizeHypers,
  whyUntrainable,
  writtenName,
} from '../../language';

/** What the language says about a program's text. */
export type Analyze = (
  text: string,
  options: Pick<CheckOptions, 'name' | 'settings' | 'imports'>,
) => { readonly program: Program | null; readonly diagnostics: readonly Diagnostic[] };

/**
 * Looks a run over before it is entered, without its data. Returns why it cannot be started, one sentence for the
 * person; null when it can.
 *
 * @param findTask throws an Error with a sentence for a name that is no task's
 */
export function findProblem(
  spec: RunSpec,
  analyze: Analyze,
  findTask: (name: string) => { readonly models: readonly string[]; readonly data: string },
): string | null {
  const { name, path, text } = spec.program;
  const { program, diagnostics } = analyze(text, {
    name,
    settings: spec.switches,
    imports: importsBeside(path),
  });
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined)
    return `${name}.optim:${place(text, error.span.start)}: ${error.message}`;
  if (program === null) return `${name}.optim is not a complete program.`;
  const why = whyUntrainable(program);
  if (why !== null) return why;
  try {
    const task = isTaskModule(spec.task) ? null : findTask(spec.task);
    if (task === null) {
      const why = moduleProblem(spec);
      if (why !== null) return why;
    } else if (task.data !== 'none' && spec.data === null)
      return `The task "${spec.task}" needs data: name a ${task.data}.`;
    else if (spec.model !== null && !task.models.includes(spec.model))
      return unknownName(`The task "${spec.task}" has no model`, spec.model, task.models);
  } catch (problem) {
    return (problem as Error).message;
  }
  const hypers = program.hypers.map((hyper) => writtenName(name, hyper.name));
  const asked = Object.keys(spec.hyper).map((each) => writtenName(name, each));
  const unknown = asked.find((each) => !hypers.includes(each));
  if (unknown !== undefined)
    return unknownName(`${name}.optim has no hyperparameter`, unknown, hypers);
  for (const hyper of program.hypers) {
    const chosen = spec.hyper[hyper.name];
    const refusal = chosen === undefined ? null : whyNot(name, hyper, chosen);
    if (refusal !== null) return refusal;
  }
  return switchProblem(name, text, spec.switches ?? {});
}

/** A module is looked for, and never loaded here. */
function moduleProblem({ task }: RunSpec): string | null {
  if (!isAbsolute(task)) return `"${task}" is not an absolute path.`;
  if (!existsSync(task)) return `There is no file ${task}.`;
  return whyNoTaskModule(task);
}

function switchProblem(
  name: string,
  text: string,
  chosen: NonNullable<RunSpec['switches']>,
): string | null {
  const switches = readSwitches(parse(text).tree);
  for (const [each, value] of Object.entries(chosen)) {
    const found = switches.find((known) => known.name === each);
    if (found === undefined) {
      const known = switches.map((one) => one.name);
      return unknownName(`${name}.optim has no flag or choice`, each, known);
    }
    if (!found.values.includes(value))
      return `${each} of ${name}.optim cannot be ${value}: it is one of ${found.values.join(', ')}.`;
  }
  return null;
}

/** A sentence about a name that is none of those known, with the nearest of them. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const others = known.length === 0 ? 'There is none.' : `There are ${known.join(', ')}.`;
  const hint = meant === null ? others : `Did you mean ${meant}?`;
  return `${what} "${name}". ${hint}`;
}

/** `line:column`, both from 1. */
function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

/** Why a hyperparameter cannot change so while a run trains: one sentence; null where it can. */
export function whyUnchanged(
  { program, switches }: RunSpec,
  hyper: string,
  value: number,
  analyze: Analyze,
): string | null {
  const { name, path, text } = program;
  const imports = importsBeside(path);
  const checked = analyze(text, { name, settings: switches, imports });
  if (checked.program === null) return null;
  const changed = checked.program.hypers.find((each) => each.name === hyper);
  if (!sizeHypers(checked.program).has(hyper)) return changed ? whyNot(name, changed, value) : null;
  return `"${writtenName(name, hyper)}" says how large a slot is, which is settled at the first step; start another run to change it.`;
}
