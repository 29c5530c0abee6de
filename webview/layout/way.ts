/** The points of a line from its source to its target. Between the two ends they come in level pairs. */
export interface Way {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** From the end of a row to a later row: out at the right and in at the left, though the target is further left. */
  readonly wraps?: true;
}
