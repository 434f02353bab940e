import type { ServerRequests } from '../language';

/** Takes questions to the language server. */
export interface LanguageRequests {
  sendRequest<R>(method: string, question: unknown): Promise<R>;
}

/** Asks the language server what is none of its protocol. */
export const askLanguage = <Name extends keyof ServerRequests>(
  server: LanguageRequests,
  name: Name,
  question: ServerRequests[Name]['question'],
): Promise<ServerRequests[Name]['answer']> => server.sendRequest(name, question);
