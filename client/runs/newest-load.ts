/** Of each project, only the newest load goes on. */
export interface NewestLoad {
  /** Gives up the project's load that is running, and begins another. Rejects with an AbortError when a newer one began. */
  begin<Result>(project: string, load: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

export function createNewestLoad(): NewestLoad {
  const running = new Map<string, AbortController>();
  return {
    async begin(project, load) {
      running.get(project)?.abort();
      const mine = new AbortController();
      running.set(project, mine);
      try {
        const result = await load(mine.signal);
        // One that could not be given up in time is as if it had been: a newer text is being loaded.
        mine.signal.throwIfAborted();
        return result;
      } finally {
        if (running.get(project) === mine) running.delete(project);
      }
    },
  };
}
