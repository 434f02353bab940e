import { gzipSync } from 'node:zlib';
import { DataError, type DataFiles } from '../tasks/task';

/** Data files that lie in memory, for tests: names with `/`, contents as text or bytes. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): DataFiles {
  const plain = (path: string): string => path.replaceAll('\\', '/');
  return {
    async list(folder) {
      const prefix = `${plain(folder)}/`;
      const names = Object.keys(contents).filter((name) => name.startsWith(prefix));
      if (names.length === 0) throw new DataError(`The folder ${folder} is empty.`);
      return names.map((name) => name.slice(prefix.length)).sort();
    },
    async read(path) {
      const content = contents[plain(path)];
      if (content === undefined) throw new DataError(`There is no file or folder ${path}.`);
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    async isFolder(path) {
      return Object.keys(contents).some((name) => name.startsWith(`${plain(path)}/`));
    },
  };
}

/** An IDX file of bytes with this shape. */
export function idxFile(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const header = new Uint8Array(4 + 4 * shape.length);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  shape.forEach((extent, axis) => view.setUint32(4 + 4 * axis, extent));
  return Uint8Array.from([...header, ...Array.from(data)]);
}

export const gzipped = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));
