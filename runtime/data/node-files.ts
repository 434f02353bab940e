import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type DataFiles } from '../tasks/task';

/** Folders that hold no data of a person's own: version control, caches, installed packages. */
const isSkipped = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** Data files on this machine's disk. Hidden files and folders and `node_modules` are not listed. */
export const nodeFiles: DataFiles = {
  async list(folder) {
    const names: string[] = [];
    await collect(folder, '', names);
    if (names.length === 0) throw new DataError(`The folder ${folder} is empty.`);
    return names.sort();
  },
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      throw explained(error, path);
    }
  },
  async isFolder(path) {
    try {
      return (await stat(path)).isDirectory();
    } catch (error) {
      throw explained(error, path);
    }
  },
};

async function collect(root: string, under: string, names: string[]): Promise<void> {
  const entries = await readdir(join(root, under), { withFileTypes: true }).catch(
    (error: unknown) => {
      throw explained(error, join(root, under));
    },
  );
  for (const entry of entries) {
    if (isSkipped(entry.name)) continue;
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) await collect(root, name, names);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(join(root, name)))))
      names.push(name);
  }
}

/** A link to a folder is not followed: it may lead back up. */
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

function explained(error: unknown, path: string): DataError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DataError(`There is no file or folder ${path}. Check --data.`);
  if (code === 'EISDIR') return new DataError(`${path} is a folder; a file is needed.`);
  if (code === 'EACCES' || code === 'EPERM')
    return new DataError(`${path} may not be read: its permissions forbid it.`);
  return new DataError(`${path} can't be read: ${(error as Error).message}`);
}
