/** A path as Windows has them: a drive, or a share. */
const WINDOWS = /^(?:[A-Za-z]:[\\/]|\\\\)/;

/**
 * What stores are compared by. Windows does not tell upper from lower case, and VS Code writes its drives small where
 * Node and the terminal write them large.
 */
export const storeKey = (path: string): string =>
  WINDOWS.test(path) ? path.toLowerCase().replaceAll('/', '\\') : path;

export const sameStore = (a: string, b: string): boolean => storeKey(a) === storeKey(b);
