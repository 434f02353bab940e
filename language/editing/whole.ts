import type { Analysis } from '../analyze';
import { print } from '../ir/print';

/**
 * The text of one program in which everything stands that another imports, flags and choices decided as it was
 * analyzed; null where it imports nothing, or has errors: then its own text says all there is to say.
 */
export function wholeText({ tree, program }: Analysis): string | null {
  const imports = tree.items.some(({ kind }) => kind === 'import');
  return imports && program ? print(program) : null;
}
