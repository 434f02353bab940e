/** The command was put wrongly: exit status 2. The message is one sentence for the person. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The program or the input is at fault: exit status 1. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** What a command's end means to whoever called it. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
