import { analyze } from '../analyze';
import type { Operand, Program } from '../ir/program';

/** The program of a text that has no errors; throws what is wrong with it otherwise. */
export function programOf(source: string): Program {
  const { program, diagnostics } = analyze(source);
  if (program) return program;
  throw new Error(`${diagnostics.map(({ message }) => message).join('\n')}\n${source}`);
}

/** The last value that the program's entry gives a name. */
export function valueNamed(program: Program, name: string): Operand {
  const statement = program.train.statements.findLast((each) => each.name === name);
  if (!statement) throw new Error(`Nothing is named ${name}.`);
  return { from: 'statement', id: statement.id };
}
