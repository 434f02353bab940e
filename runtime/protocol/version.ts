import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The product's version: that of the `package.json` beside the folder in which a bundled entry point lies. A client
 * and the supervisor that it starts ask about the same file, so that an updated client never takes an older
 * supervisor for its own. Throws an Error with a sentence where the installation is broken.
 */
export function productVersion(entry: string): string {
  const path = join(dirname(dirname(entry)), 'package.json');
  try {
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown };
    if (typeof version === 'string' && /^[\w.+-]+$/.test(version)) return version;
  } catch {
    // Told below: for the person a missing file and a garbled one are the same.
  }
  throw new Error(`Optiscope is not installed properly: ${path} is missing or damaged.`);
}
