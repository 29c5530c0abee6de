/** Of several questions only the last one counts: each takes back the one before it. */
export interface LatestQuestion {
  /** The signal of a new question. It is aborted by the next one. */
  begin(): AbortSignal;
  /** Nobody waits any more. */
  drop(): void;
}

export function makeLatestQuestion(): LatestQuestion {
  let control = new AbortController();
  return {
    begin() {
      control.abort();
      control = new AbortController();
      return control.signal;
    },
    drop: () => control.abort(),
  };
}
