import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ServerRequests } from '../language';

/** Asks the language server what is none of its protocol. */
export const askLanguage = <Name extends keyof ServerRequests>(
  client: BaseLanguageClient,
  name: Name,
  question: ServerRequests[Name]['question'],
): Promise<ServerRequests[Name]['answer']> => client.sendRequest(name, question);
