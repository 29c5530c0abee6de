import type { Position } from "../../../protocol/graph/source-range.ts";

/** A part of a file's text. */
export interface TextSpan {
  readonly start: Position;
  readonly end: Position;
}

/** A span as four numbers: a file has hundreds of them, and most are never looked at. */
export class CompactSpan implements TextSpan {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
    this.startLine = startLine;
    this.startCharacter = startCharacter;
    this.endLine = endLine;
    this.endCharacter = endCharacter;
  }

  get start(): Position {
    return { line: this.startLine, character: this.startCharacter };
  }

  get end(): Position {
    return { line: this.endLine, character: this.endCharacter };
  }
}

/** Names destructured from a function's first parameter. */
export interface ParametersFact {
  readonly names: readonly { readonly name: string; readonly span: TextSpan }[];
  readonly rest: { readonly name: string; readonly span: TextSpan } | undefined;
  readonly computed: readonly { readonly text: string; readonly span: TextSpan }[];
}
