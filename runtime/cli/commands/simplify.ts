import { simplify as simplifyProgram, print } from '../../../language';
import type { Command } from '../command';
import { EXIT, UsageError } from '../failure';
import { printJson } from '../json';
import { readArguments } from '../options';
import { checkedProgram, readProgram } from '../program-file';

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
    const program = checkedProgram(readProgram(given));
    const { program: simpler, steps } = simplifyProgram(program);
    const text = print(simpler);
    if (values['json'] === true) {
      const counts = {
        statements: [program.train.statements.length, simpler.train.statements.length],
        slots: [program.slots.length, simpler.slots.length],
      };
      printJson({ program: text, ...counts, steps });
    } else process.stdout.write(text);
    return Promise.resolve(EXIT.done);
  },
};
