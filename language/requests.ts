/**
 * What the language server is asked beyond its protocol, and answers: the extension, which may not import the server,
 * reads it here as well.
 */
import type { EntryName } from './ir/program';

/** Requests by their names. */
export interface ServerRequests {
  /** A document's simplest form; null for a document that is not open. */
  readonly 'optiscope/simplify': {
    readonly question: { readonly uri: string };
    readonly answer: Simplification | null;
  };
  /**
   * The text of one program in which everything stands that a program or a chain is made of, open documents as they
   * are: the extension records runs so.
   */
  readonly 'optiscope/wholeProgram': { readonly question: WholeQuestion; readonly answer: Whole };
}

/** What there is of a program before or after. */
export interface Size {
  readonly statements: number;
  readonly slots: number;
  readonly bytesPerParameter: number;
}

/** A step of the derivation, as `extension/simplify/` shows it. */
export interface SimplificationStep {
  readonly rule: string;
  readonly condition: string;
  readonly before: string;
  /** Empty where nothing is left. */
  readonly after: string;
  /** From 1; null for what stands on no line of its own. */
  readonly line: number | null;
}

/** The simplest form of a program. */
export interface Simplified {
  readonly problem: null;
  /** False: the program is its own simplest form. */
  readonly changed: boolean;
  readonly text: string;
  readonly before: Size;
  readonly after: Size;
  readonly steps: readonly SimplificationStep[];
}

/** `problem` says in a sentence why there is none. */
export type Simplification = Simplified | { readonly problem: string };

/** What is to be trained. */
export interface WholeQuestion {
  /** A program, or the parts of a chain in their order. */
  readonly parts: readonly string[];
  /** How flags and choices are set; a chain has them as they are declared. */
  readonly switches: Readonly<Record<string, boolean | string>>;
}

/** The program that a run keeps, as text. */
export type Whole =
  | {
      readonly problem: null;
      readonly name: string;
      readonly text: string;
      /** True of a text in which flags and choices are decided, so that none can be set any more. */
      readonly decided: boolean;
    }
  | {
      /** Why there is none, in a sentence. */
      readonly problem: string;
      /** What a single program is that has to stand around another. */
      readonly wrapper: Exclude<EntryName, 'train'> | null;
    };
