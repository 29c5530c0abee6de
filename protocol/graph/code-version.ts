/** Why a code version cannot be exact. */
export interface Doubt {
  readonly kind:
    | "dynamic import"
    | "dynamic require"
    | "eval"
    | "computed member"
    | "unresolved import"
    | "unknown function"
    | "global write"
    | "broken text";
  readonly file: string;
  /** Counts from 0. */
  readonly line: number;
  /** The expression as written, at most 80 characters. */
  readonly text: string;
}

/** One declaration, or package, that an asset's function reaches. */
export interface CodeMember {
  /** Relative to the project's root; for a package its name, as `npm:lodash`. */
  readonly file: string;
  /** Name of the declaration: `tax`; for a package its version. The asset's own function is named by its key. */
  readonly name: string;
  readonly hash: string;
}

/** What an asset's function is, through everything that it calls. Equal hash: equal code, on any machine. */
export interface CodeVersion {
  readonly hash: string;
  readonly certainty: "exact" | "partial";
  readonly doubts: readonly Doubt[];
  /** Sorted by file, then name. */
  readonly members: readonly CodeMember[];
}
