/** A stored value, to be read from any row on. */
export interface ReadableRows {
  /** false: the value is no list of rows, and stands as the only one. */
  readonly isList: boolean;
  /** Rows from a number on, in slices that are quick to read. Throws `value-missing` or `value-damaged`. */
  from(first: number): Iterable<readonly unknown[]>;
}
