import type { Position } from "../../../protocol/graph/source-range.ts";

/** A part of a file's text. */
export interface TextSpan {
  readonly start: Position;
  readonly end: Position;
}

/** Names destructured from a function's first parameter. */
export interface ParametersFact {
  readonly names: readonly { readonly name: string; readonly span: TextSpan }[];
  readonly rest: { readonly name: string; readonly span: TextSpan } | undefined;
  readonly computed: readonly { readonly text: string; readonly span: TextSpan }[];
}
