/** Asks the client to fetch its lenses anew: when something changed, and when an age or a running time that it shows has passed. */
export interface LensRefresh {
  /** Lenses were answered that stay true for so many milliseconds; undefined: until something changes. */
  given(validFor: number | undefined): void;
  /** Something changed. */
  ask(): void;
  stop(): void;
}

/** Nothing is timed unless a lens that was answered shows a time, so an idle server sleeps. */
export function createLensRefresh(refresh: () => void): LensRefresh {
  let timer: NodeJS.Timeout | undefined;
  let due = Number.POSITIVE_INFINITY;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
    due = Number.POSITIVE_INFINITY;
  }

  function ask(): void {
    stop();
    refresh();
  }

  return {
    given(validFor) {
      if (validFor === undefined) return;
      const end = performance.now() + validFor;
      if (end >= due) return;
      stop();
      due = end;
      timer = setTimeout(ask, validFor);
      timer.unref();
    },
    ask,
    stop,
  };
}
