import { indexLines, type Program } from '../../language';

/** Errors of WebAssembly itself have this name; not every environment's types declare their class. */
const isTrap = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'RuntimeError';

/**
 * What went wrong, for the person: of code that WebAssembly broke off, where the program's step begins, since kernels
 * hold many statements at once. Any other error as it is.
 */
export function explainTrap(error: unknown, program: Program, text: string, step: number): unknown {
  if (!isTrap(error)) return error;
  const { statements } = program.train;
  const start = Math.min(text.length, ...statements.map(({ span }) => span.start));
  const line = indexLines(text).positionAt(start).line + 1;
  return new Error(
    `${program.name}.optim:${line}: the compiled step ${step} broke off (${error.message}); ` +
      'train on tfjs-wasm, and tell us of it.',
  );
}
