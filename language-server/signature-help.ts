import { MarkupKind } from 'vscode-languageserver';
import type { Position, SignatureHelp } from 'vscode-languageserver';
import { findFunction, writtenArguments, functionDoc } from '../language';
import type { Definition } from '../language';
import type { Analyzed } from './analyses';
import { callAround, surrounding } from './lexical';

/** A call as it is to be filled in. */
interface Form {
  readonly parameters: readonly string[];
  readonly documentation: string;
}

/** What a declaration says of a name. */
const DECLARATIONS: Readonly<Record<string, Form>> = {
  hyper: {
    parameters: ['low', 'high', 'scale'],
    documentation:
      'A tunable number and its range. The scale is how a search walks it: `linear` (when left out), `log`, `log1m` (the logarithm of 1 − x, for decays close to one) or `int`.',
  },
  choice: {
    parameters: ['"a"', '"b"'],
    documentation: 'One of several texts, settled before training.',
  },
  state: {
    parameters: ['scope'],
    documentation:
      'A slot and its initial value. The scope is `model`, `tensor`, `row`, `col` or `elem`; when left out it follows from what is stored.',
  },
};

/** The signature of the call that is being written, with the argument at hand. */
export function signatureHelp(analyzed: Analyzed, position: Position): SignatureHelp | null {
  const { document, text } = analyzed;
  const offset = document.offsetAt(position);
  if (surrounding(text, offset) === 'comment') return null;
  const call = callAround(text, offset);
  const form = call === null ? null : formOf(analyzed, call.name);
  if (call === null || form === null) return null;
  return {
    signatures: [
      {
        label: `${call.name}(${form.parameters.join(', ')})`,
        documentation: { kind: MarkupKind.Markdown, value: form.documentation },
        parameters: form.parameters.map((label) => ({ label })),
      },
    ],
    activeSignature: 0,
    activeParameter: call.argument,
  };
}

function formOf({ analysis }: Analyzed, name: string): Form | null {
  const helper = analysis.tree.items.find(
    (item): item is Definition => item.kind === 'definition' && item.name.name === name,
  );
  if (helper) {
    const parameters = helper.parameters.map((parameter) => parameter.name);
    return { parameters, documentation: helper.doc?.value.trim() ?? '' };
  }
  const entry = findFunction(name);
  if (entry?.callable === true) {
    const parameters = writtenArguments(entry).map((argument) => argument.name);
    return { parameters, documentation: functionDoc(entry) };
  }
  return DECLARATIONS[name] ?? null;
}
