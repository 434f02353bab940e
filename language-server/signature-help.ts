import { MarkupKind } from 'vscode-languageserver';
import type { Position, SignatureHelp } from 'vscode-languageserver';
import { findFunction } from '../language';
import type { Analyzed } from './analyses';
import { callAround, surrounding } from './lexical';
import { callText, functionDoc } from './words';

/** The signature of the call that is being written, with the argument at hand. */
export function signatureHelp(
  { document, text }: Analyzed,
  position: Position,
): SignatureHelp | null {
  const offset = document.offsetAt(position);
  if (surrounding(text, offset) === 'comment') return null;
  const call = callAround(text, offset);
  const entry = call === null ? undefined : findFunction(call.name);
  if (call === null || entry === undefined || !entry.callable) return null;
  const names = entry.signature.arguments.map(({ name }) => name);
  return {
    signatures: [
      {
        label: callText(entry),
        documentation: { kind: MarkupKind.Markdown, value: functionDoc(entry) },
        parameters: names.map((label) => ({ label })),
      },
    ],
    activeSignature: 0,
    activeParameter: call.argument,
  };
}
