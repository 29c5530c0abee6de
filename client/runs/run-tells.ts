import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";

/** What the server says of runs as it reads them from disk: of this window's and of everybody else's. */
export interface RunTells {
  tell(run: RunSummary): void;
  /** The last that was said of a run, and then all that comes, until the returned function is called. */
  follow(run: RunId, listener: (summary: RunSummary) => void): () => void;
}

/** So many runs are remembered: more than end within a moment. */
const mostRemembered = 100;

export function createRunTells(): RunTells {
  const last = new Map<RunId, RunSummary>();
  const listeners = new Set<{ readonly run: RunId; readonly listener: (summary: RunSummary) => void }>();
  return {
    tell(summary) {
      last.delete(summary.run);
      last.set(summary.run, summary);
      const [oldest] = last.keys();
      if (last.size > mostRemembered && oldest !== undefined) last.delete(oldest);
      for (const { run, listener } of [...listeners]) if (run === summary.run) listener(summary);
    },
    follow(run, listener) {
      const following = { run, listener };
      listeners.add(following);
      const known = last.get(run);
      if (known !== undefined) listener(known);
      return () => listeners.delete(following);
    },
  };
}

/** Resolves when the server has read the end of a run, or after the given time: the runner says a moment before that it ended. */
export async function readToItsEnd(tells: RunTells, run: RunId, milliseconds: number): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const timer = setTimeout(ended.resolve, milliseconds);
  const stop = tells.follow(run, ({ state }) => state !== "started" && ended.resolve());
  await ended.promise;
  clearTimeout(timer);
  stop();
}
