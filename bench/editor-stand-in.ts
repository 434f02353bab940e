import Module from 'node:module';
import { tmpdir } from 'node:os';

/** Whatever is asked of it, it is there, can be called and made, and holds nothing. */
function anything(): object {
  const parts = new Map<PropertyKey, unknown>();
  const target = function () {};
  return new Proxy(target, {
    get(_, name) {
      if (name === 'prototype') return target.prototype as object;
      if (name === 'then') return undefined;
      if (name === 'length') return 0;
      if (name === 'toString') return () => '';
      if (name === Symbol.iterator) return [][Symbol.iterator];
      if (name === Symbol.toPrimitive) return () => 0;
      if (!parts.has(name)) parts.set(name, anything());
      return parts.get(name);
    },
    set: () => true,
    apply: anything,
    construct: anything,
  });
}

/** In place of the editor's module. A bundle copies its own properties and asks its prototype for the rest. */
export const editorStandIn = (): object =>
  Object.setPrototypeOf({ version: '1.120.0' }, anything()) as object;

/** Gives this for `vscode` to whatever is loaded from now on. */
export function stubEditor(editor: object): void {
  const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
  const load = loader._load.bind(loader);
  loader._load = (name, ...rest) => (name === 'vscode' ? editor : load(name, ...rest));
}

/** What an extension is activated with: nothing kept, and a folder that has none of its files. */
export function extensionContext(folder: string): object {
  const memento = {
    get: (_: string, otherwise?: unknown) => otherwise,
    update: () => Promise.resolve(),
    keys: () => [],
  };
  const uri = { scheme: 'file', path: tmpdir(), fsPath: tmpdir(), toString: () => 'file:///' };
  return {
    subscriptions: [],
    extensionPath: folder,
    extensionUri: uri,
    globalStorageUri: uri,
    storageUri: uri,
    logUri: uri,
    globalState: memento,
    workspaceState: memento,
    extension: { packageJSON: { version: '0.0.0' } },
  };
}
