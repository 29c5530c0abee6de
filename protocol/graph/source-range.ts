/** As in the Language Server Protocol: both count from 0, characters in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A place in a file; `file` is relative to the project's root, with forward slashes. `end` is exclusive. */
export interface SourceRange {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Of what has no place in a text. */
export const nowhere: SourceRange = {
  file: "",
  start: { line: 0, character: 0 },
  end: { line: 0, character: 0 },
};
