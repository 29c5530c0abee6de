import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";

/** What changed since it was told last. */
export interface Changes {
  /** Assets of which the row, the status or the definition may be another. */
  readonly assets: ReadonlySet<AssetId>;
  readonly files: ReadonlySet<string>;
  readonly runs: ReadonlySet<RunId>;
}

/** Gathers changes and tells them together, at most once in `pause` milliseconds. */
export interface ChangeTeller {
  add(changes: Partial<Changes>): void;
  /** Tells now what has been gathered. */
  flush(): void;
  stop(): void;
}

/** `now`: any clock in milliseconds that only goes forward. */
export function createChangeTeller(
  tell: (changes: Changes) => void,
  pause: number,
  now: () => number = () => performance.now(),
): ChangeTeller {
  let assets = new Set<AssetId>();
  let files = new Set<string>();
  let runs = new Set<RunId>();
  let isPending = false;
  let timer: NodeJS.Timeout | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!isPending) return;
    const changes = { assets, files, runs };
    assets = new Set();
    files = new Set();
    runs = new Set();
    isPending = false;
    toldAt = now();
    tell(changes);
  }

  return {
    add(changes) {
      for (const asset of changes.assets ?? []) assets.add(asset);
      for (const file of changes.files ?? []) files.add(file);
      for (const run of changes.runs ?? []) runs.add(run);
      isPending = true;
      timer ??= setTimeout(flush, Math.max(0, toldAt + pause - now()));
    },
    flush,
    stop() {
      clearTimeout(timer);
      isPending = false;
    },
  };
}
