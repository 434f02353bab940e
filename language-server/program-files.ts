import { TextDocument } from 'vscode-languageserver-textdocument';
import { importOf, importPlaceAt, importedNames, symbolAt, exportedSymbols } from '../language';
import type { ImportedName, ImportResolver, ProgramSymbol } from '../language';
import { analyzed, programName } from './analyses';
import type { Analyzed } from './analyses';
import type { Files } from './workspace';

/** One spelling for the spellings that an editor and a disk have for the same file. */
export function keyOf(uri: string): string {
  const lower = (text: string): string =>
    text.replace(/^file:\/\/\/[A-Za-z]:/, (start) => start.toLowerCase());
  try {
    return lower(decodeURIComponent(uri));
  } catch {
    return uri;
  }
}

/** A function or constant, by the program in which it is defined. */
export interface Root {
  readonly program: Analyzed;
  readonly symbol: ProgramSymbol;
}

/** A program that imports something, and as what. */
export interface Importer {
  readonly program: Analyzed;
  readonly imported: ImportedName;
}

interface Opened {
  readonly document: TextDocument;
  readonly text: string;
}

/** Where programs find each other: open documents as they stand, all else as it is on disk. */
export class ProgramFiles {
  readonly #files: Files | null;
  readonly #open: (uri: string) => Opened | null;
  readonly #analyze: (document: TextDocument) => Analyzed;
  readonly #known: () => readonly string[];

  /**
   * @param open an open document; null for one that is not
   * @param analyze what the language says of one, without lints
   * @param known all programs that may import from others, open or not
   */
  constructor(
    files: Files | null,
    open: (uri: string) => Opened | null,
    analyze: (document: TextDocument) => Analyzed,
    known: () => readonly string[],
  ) {
    this.#files = files;
    this.#open = open;
    this.#analyze = analyze;
    this.#known = known;
  }

  /** A program's text; null where there is none. */
  textAt(uri: string): string | null {
    return this.#open(uri)?.text ?? this.#files?.readNow(uri) ?? null;
  }

  /** Finds what a program imports from: beside it, else in the gallery. */
  readonly importsOf =
    (uri: string): ImportResolver =>
    (module) => {
      const place = this.find(uri, module);
      return place === null ? null : this.textAt(place);
    };

  /** The program that another one means by a module's name. */
  find(from: string, module: string): string | null {
    const folders = [folderOf(from), this.#files?.gallery ?? null];
    for (const folder of folders) {
      if (folder === null) continue;
      const uri = `${folder}/${module}.optim`;
      if (this.textAt(uri) !== null) return uri;
    }
    return null;
  }

  /** The names of the programs that one can import from. */
  modulesFor(uri: string): string[] {
    const folders = [folderOf(uri), this.#files?.gallery ?? null];
    const found = folders.flatMap((folder) => (folder && this.#files?.beside(folder)) || []);
    const names = new Set(found.map(programName));
    names.delete(programName(uri));
    return [...names].sort();
  }

  /** True of a program that comes with the product. */
  isOfGallery = (uri: string): boolean =>
    this.#files !== null && keyOf(uri).startsWith(`${keyOf(this.#files.gallery)}/`);

  /** A program, open or not, without lints. */
  programAt(uri: string): Analyzed | null {
    const open = this.#open(uri);
    if (open) return this.#analyze(open.document);
    const text = this.#files?.readNow(uri) ?? null;
    if (text === null) return null;
    return analyzed(TextDocument.create(uri, 'optim', 0, text), false, this.importsOf(uri));
  }

  /** The function or constant of that name that another program offers. */
  exported(from: string, module: string, name: string): Root | null {
    const uri = this.find(from, module);
    const program = uri === null ? null : this.programAt(uri);
    if (program === null) return null;
    const symbol = exportedSymbols(program.analysis).find((each) => each.name === name);
    return symbol ? { program, symbol } : null;
  }

  /** Where what stands at an offset is defined, if programs may share it: through an import, or here. */
  rootAt(program: Analyzed, offset: number): Root | null {
    const { uri } = program.document;
    const place = importPlaceAt(program.analysis, offset);
    if (place?.name) return this.exported(uri, place.module.name, place.name.name);
    const symbol = symbolAt(program.analysis, offset)?.symbol;
    if (!symbol) return null;
    const imported = importOf(program.analysis, symbol);
    if (imported) return this.exported(uri, imported.module.name, imported.name.name);
    return exportedSymbols(program.analysis).includes(symbol) ? { program, symbol } : null;
  }

  /** The programs that import a function or constant. */
  importersOf({ program: { document }, symbol }: Root): Importer[] {
    const module = programName(document.uri);
    const key = keyOf(document.uri);
    return this.#known().flatMap((uri) => {
      if (keyOf(uri) === key || this.textAt(uri)?.includes(`from ${module} import`) !== true)
        return [];
      const found = this.find(uri, module);
      const program = found !== null && keyOf(found) === key ? this.programAt(uri) : null;
      if (program === null) return [];
      return importedNames(program.analysis)
        .filter((each) => each.module.name === module && each.name.name === symbol.name)
        .map((imported) => ({ program, imported }));
    });
  }
}

/** The folder that a program lies in, or is going to. */
function folderOf(uri: string): string {
  const place = uri.replace(/^untitled:(?=\/)/, 'file://');
  return place.slice(0, place.lastIndexOf('/'));
}
