/**
 * What V8 is told when the language server starts: each keystroke makes some 8 MB of what is thrown away at the next,
 * and with little room for it a request waits for its collection. So room for several keystrokes, from the start.
 */
export const SERVER_FLAGS: readonly string[] = [
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
];
