/** Does a piece of work whenever somebody asks, but not too often. */
export interface Pace {
  /** At once when there was none lately; else once, as soon as it may be. */
  ask(): void;
  /** Not at all as long as this goes on; what was asked meanwhile is done once after it. */
  hold(why: string): void;
  release(why: string): void;
  /** Forgets what was asked, and what holds. */
  stop(): void;
}

/** `apart`: the least milliseconds from one to the next. */
export function makePace(work: () => void, apart: number): Pace {
  const holding = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;

  function go(): void {
    if (!isAsked || timer !== undefined || holding.size > 0) return;
    isAsked = false;
    timer = setTimeout(() => {
      timer = undefined;
      go();
    }, apart);
    work();
  }

  return {
    ask() {
      isAsked = true;
      go();
    },
    hold: (why) => void holding.add(why),
    release(why) {
      if (holding.delete(why)) go();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      isAsked = false;
      holding.clear();
    },
  };
}
