import type { HostConnection } from "../host-connection.ts";

/** How many assets selections name. Each is asked for once, when somebody wants to know. */
export interface SelectionCounts {
  /** Undefined: not known yet. */
  of(selection: string): number | undefined;
  /** The graph or statuses changed. */
  forget(): void;
}

export function makeSelectionCounts(host: Pick<HostConnection, "ask">, arrived: () => void): SelectionCounts {
  let counts = new Map<string, number | undefined>();
  let asking = new AbortController();

  async function ask(selection: string): Promise<void> {
    const known = counts;
    try {
      const answer = await host.ask("select", { selection }, asking.signal);
      known.set(selection, "ids" in answer ? answer.ids.length : 0);
      if (known === counts) arrived();
    } catch {
      // The offer stays, without its count.
    }
  }

  return {
    of(selection) {
      if (!counts.has(selection)) {
        counts.set(selection, undefined);
        void ask(selection);
      }
      return counts.get(selection);
    },
    forget() {
      asking.abort();
      asking = new AbortController();
      counts = new Map();
    },
  };
}
