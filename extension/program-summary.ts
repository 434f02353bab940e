/** The first sentence of a program's documentation string, on one line; empty where there is none. */
export function programSummary(text: string): string {
  const match = /^\ufeff?(?:[ \t]*(?:#.*)?\r?\n)*"""([\s\S]*?)"""/.exec(text);
  const words = (match?.[1] ?? '').trim().split(/\s+/).join(' ');
  return /^.*?[.!?](?=\s|$)/.exec(words)?.[0] ?? words;
}
