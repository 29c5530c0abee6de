/** A value of a cell. */
export type SqlValue = number | string | Uint8Array | null;

/** Opens databases. A port: the index knows no engine. */
export interface SqlDriver {
  /** A database in a file, made when it is missing. Throws when there is something else in the file. */
  open(file: string): SqlDatabase;
  openInMemory(): SqlDatabase;
  /** Why files cannot be opened; undefined when they can. */
  readonly onlyMemory: string | undefined;
}

export interface SqlDatabase {
  /** Statements without values, for instance a schema. */
  execute(statements: string): void;
  /** The same statement for the same text; it lives as long as the database. */
  prepare(statement: string): SqlStatement;
  /** All of it or nothing. Not nested. */
  transaction<Result>(work: () => Result): Result;
  /** Also closes its statements. */
  close(): void;
}

export interface SqlStatement {
  run(...values: readonly SqlValue[]): void;
  /** All rows of the answer. */
  rows(...values: readonly SqlValue[]): readonly (readonly SqlValue[])[];
  /** The first row, if there is one. */
  first(...values: readonly SqlValue[]): readonly SqlValue[] | undefined;
}
