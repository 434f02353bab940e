import * as vscode from 'vscode';
import type { RunSpec } from '../runtime/protocol/runs';
import { pathOf } from './files';
import { galleryUri, GALLERY_SCHEME } from './gallery';

/** Where a document's program stands, the same for the runs that were started from it; null for one without a place. */
export function placeOfDocument(uri: vscode.Uri): string | null {
  if (uri.scheme === GALLERY_SCHEME) return uri.toString();
  const path = pathOf(uri);
  return path === null ? null : vscode.Uri.file(path).toString();
}

/** Where the program of a run stands: without a path, in the gallery if anywhere. */
export const placeOfProgram = ({ name, path }: RunSpec['program']): string =>
  (path === null ? galleryUri(name) : vscode.Uri.file(path)).toString();
