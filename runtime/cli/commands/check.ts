import { probe, shownDiagnostics, type Diagnostic } from '../../../language';
import type { Command } from '../command';
import { EXIT, UsageError } from '../failure';
import { printJson } from '../json';
import { readArguments } from '../options';
import { analyzed, diagnosticLine, placeOf, readProgram, type ProgramFile } from '../program-file';

export const check: Command = {
  name: 'check',
  usage: 'PROGRAM… [--probes] [--json]',
  summary: 'say what is wrong with programs, without training',
  help: [
    ['--probes', 'also run them on small canned problems, and say what shows only then'],
    ['--json', 'print diagnostics as JSON lines on stdout'],
  ],
  run: async (args) => {
    const { values, positionals } = readArguments(args, {
      probes: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    });
    if (positionals.length === 0) throw new UsageError('Name a program to check.');
    const files = positionals.map(readProgram);
    const wanted = { json: values['json'] === true, probes: values['probes'] === true };
    const errors = files.map((file) => report(file, wanted));
    return errors.some((count) => count > 0) ? EXIT.failed : EXIT.done;
  },
};

interface Wanted {
  readonly json: boolean;
  readonly probes: boolean;
}

/** Prints a program's diagnostics; how many of them are errors. */
function report(file: ProgramFile, { json, probes }: Wanted): number {
  const diagnostics = diagnosticsOf(file, probes);
  for (const diagnostic of diagnostics) {
    if (json) {
      const { code, severity, message, span } = diagnostic;
      const { line, column } = placeOf(file.source.text, span.start);
      const end = placeOf(file.source.text, span.end);
      const to = { endLine: end.line, endColumn: end.column };
      printJson({ file: file.shown, line, column, ...to, severity, code, message });
    } else {
      process.stdout.write(`${diagnosticLine(file, diagnostic)}\n`);
    }
  }
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

function diagnosticsOf(file: ProgramFile, probes: boolean): readonly Diagnostic[] {
  const analysis = analyzed(file);
  const { program } = analysis;
  const found = probes && program ? probe(file.source.text, program) : [];
  return [...shownDiagnostics(analysis), ...found].sort((a, b) => a.span.start - b.span.start);
}
