import { simplest, simplifiedText } from '../../../language';
import type { Command } from '../command';
import { EXIT, UsageError } from '../failure';
import { printJson } from '../json';
import { readArguments } from '../options';
import { analyzed, checkedProgram, placeOf, readProgram } from '../program-file';

export const simplify: Command = {
  name: 'simplify',
  usage: 'PROGRAM [--json]',
  summary: 'write a program in its simplest form',
  help: [['--json', 'print the program and each step of the derivation as one JSON line']],
  run: (args) => {
    const { values, positionals } = readArguments(args, {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    const [given, ...others] = positionals;
    if (given === undefined || others.length > 0)
      throw new UsageError('Name one program to simplify.');
    const file = readProgram(given);
    const program = checkedProgram(file);
    const found = simplest(program);
    const { program: simpler, steps, changed } = found;
    const text = simplifiedText(analyzed(file), found);
    if (values['json'] === true) {
      const counts = {
        statements: [program.train.statements.length, simpler.train.statements.length],
        slots: [program.slots.length, simpler.slots.length],
      };
      const told = steps.map(({ span, ...step }) => ({
        ...step,
        line: span && placeOf(file.source.text, span.start).line,
      }));
      printJson({ program: text, changed, ...counts, steps: told });
    } else {
      process.stdout.write(text);
      if (!changed) process.stderr.write(`${program.name} is already as simple as it gets.\n`);
    }
    return Promise.resolve(EXIT.done);
  },
};
