import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Position, Range, WorkspaceEdit } from 'vscode-languageserver';
import { importOf, importPlaceAt, rename, renameable, symbolAt } from '../language';
import type { Edit, ImportedName, Refusal } from '../language';
import { programName, rangeOf, textEdits } from './analyses';
import type { Analyzed } from './analyses';
import type { Importer, ProgramFiles } from './program-files';

const refused = ({ refusal }: Refusal): ResponseError<void> =>
  new ResponseError(LSPErrorCodes.RequestFailed, refusal);

/** The name that a rename would begin with; the editor shows a refusal's sentence. */
export function prepareRename(
  { document, analysis }: Analyzed,
  position: Position,
): { range: Range; placeholder: string } | null {
  const offset = document.offsetAt(position);
  const place = importPlaceAt(analysis, offset);
  if (place?.name === null)
    throw refused({ refusal: `\`${place.module.name}\` is a file; rename the file.` });
  if (place?.name && symbolAt(analysis, offset) === null)
    return { range: rangeOf(document, place.name.span), placeholder: place.name.name };
  const found = renameable(analysis, offset);
  if (found === null) return null;
  if ('refusal' in found) throw refused(found);
  return { range: rangeOf(document, found.span), placeholder: found.name };
}

/**
 * Renames a slot, hyperparameter, local or helper wherever it is named: what programs share, in all of them. What
 * the gallery defines, and what is called otherwise here, gets its other name here only.
 */
export function renameSymbol(
  program: Analyzed,
  position: Position,
  name: string,
  files: ProgramFiles,
): WorkspaceEdit {
  const { document, analysis } = program;
  const offset = document.offsetAt(position);
  const symbol = symbolAt(analysis, offset)?.symbol;
  const imported = symbol ? importOf(analysis, symbol) : null;
  const root = files.rootAt(program, offset);
  const isOurs = root !== null && !files.isOfGallery(root.program.document.uri);
  if (imported && (imported.own !== imported.name || !isOurs))
    return changes([[program, asAlias(imported, editsIn(program, offset, name), name)]]);
  if (!root) return changes([[program, editsIn(program, offset, name)]]);
  if (!isOurs && root.program.document.uri !== document.uri)
    throw refused({ refusal: 'The gallery is not changed; import the name `as` another.' });
  const edits = editsIn(root.program, root.symbol.definition!.start, name);
  const others = files
    .importersOf(root)
    .map((importer): [Analyzed, Edit[]] => [importer.program, importerEdits(importer, name)]);
  return changes([[root.program, edits], ...others]);
}

function editsIn({ analysis }: Analyzed, offset: number, name: string): Edit[] {
  const edits = rename(analysis, offset, name);
  if ('refusal' in edits) throw refused(edits);
  return [...edits];
}

/** Of an importer, what it imports; where it calls that otherwise, no more than the import. */
function importerEdits({ program, imported }: Importer, name: string): Edit[] {
  const { own, name: original } = imported;
  if (own !== original) return [{ span: original.span, text: name }];
  try {
    return editsIn(program, own.span.start, name);
  } catch (error) {
    const place = programName(program.document.uri);
    throw refused({ refusal: `In ${place}.optim: ${(error as Error).message}` });
  }
}

/** A name that has been renamed here only is imported `as` that. */
const asAlias = ({ own, name: original }: ImportedName, edits: Edit[], name: string): Edit[] =>
  own !== original
    ? edits
    : edits.map((edit) =>
        edit.span.start === own.span.start
          ? { span: edit.span, text: `${original.name} as ${name}` }
          : edit,
      );

function changes(edits: readonly (readonly [Analyzed, readonly Edit[]])[]): WorkspaceEdit {
  const byFile: Record<string, ReturnType<typeof textEdits>> = {};
  for (const [{ document }, list] of edits)
    byFile[document.uri] = [...(byFile[document.uri] ?? []), ...textEdits(document, list)];
  return { changes: byFile };
}
