import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetBook } from "./asset-book.ts";
import type { LaneAsset } from "./lane-messages.ts";

export interface BatchRequest {
  readonly book: AssetBook;
  /** Assets to be asked for. */
  readonly due: ReadonlySet<AssetKey>;
  readonly mostFiles: number;
  /** Whether the registry of the same program can say `typeof import("…").name`. */
  readonly canBeReferredTo: (asset: LaneAsset) => boolean;
}

/**
 * Assets whose types can be asked for in one program: all that comes before them is known, or is
 * among them and can be referred to. As few files
 * as possible: what stands in a file that is there already goes with it.
 */
export function nextBatch(request: BatchRequest): readonly LaneAsset[] {
  const { book, due, mostFiles, canBeReferredTo } = request;
  const waitsFor = new Map<AssetKey, number>();
  const readyByFile = new Map<string, LaneAsset[]>();
  const waitingInFile = new Map<string, number>();
  const files = new Set<string>();
  const chosen: LaneAsset[] = [];

  function ready(asset: LaneAsset): void {
    const known = readyByFile.get(asset.range.file);
    if (known === undefined) readyByFile.set(asset.range.file, [asset]);
    else known.push(asset);
  }

  function choose(asset: LaneAsset): void {
    chosen.push(asset);
    if (!canBeReferredTo(asset)) return;
    for (const follower of book.followersOf(asset.key)) {
      const count = waitsFor.get(follower);
      if (count === undefined) continue;
      const waiting = book.get(follower);
      if (count === 1 && waiting !== undefined) {
        countWaiting(waiting, -1);
        ready(waiting);
      }
      waitsFor.set(follower, count - 1);
    }
  }

  for (const key of due) {
    const asset = book.get(key);
    if (asset === undefined) continue;
    const count = upstreamKeys(asset).filter(
      (upstream) => due.has(upstream) && book.get(upstream) !== undefined,
    ).length;
    if (count === 0) ready(asset);
    else {
      waitsFor.set(key, count);
      countWaiting(asset, 1);
    }
  }

  for (;;) {
    const file = [...files].find((known) => readyByFile.has(known)) ?? nextFile();
    const assets = file === undefined ? undefined : readyByFile.get(file);
    if (file === undefined || assets === undefined) break;
    readyByFile.delete(file);
    files.add(file);
    for (const asset of assets) choose(asset);
  }
  if (chosen.length > 0) return chosen;
  return ringBatch(request);

  function countWaiting(asset: LaneAsset, difference: number): void {
    waitingInFile.set(asset.range.file, (waitingInFile.get(asset.range.file) ?? 0) + difference);
  }

  /** One that need not be looked into again, if there is one. */
  function nextFile(): string | undefined {
    if (files.size >= mostFiles) return undefined;
    let best: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const file of readyByFile.keys()) {
      const waiting = waitingInFile.get(file) ?? 0;
      if (waiting >= fewest) continue;
      best = file;
      fewest = waiting;
      if (waiting === 0) break;
    }
    return best;
  }
}

/** Only assets that wait for each other are left, and what reads them: some of them, with what is known. */
function ringBatch({ book, due, mostFiles }: BatchRequest): readonly LaneAsset[] {
  const files = new Set<string>();
  return [...due].flatMap((key) => {
    const asset = book.get(key);
    if (asset === undefined) return [];
    if (!files.has(asset.range.file) && files.size >= mostFiles) return [];
    files.add(asset.range.file);
    return [asset];
  });
}

/** Each key once, itself left out: an asset that reads itself waits for nothing. */
function upstreamKeys(asset: LaneAsset): readonly AssetKey[] {
  return [...new Set(asset.upstream.map((edge) => edge.key))].filter((key) => key !== asset.key);
}
