import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { LaneAsset } from "./lane-messages.ts";

/** The assets that the lane knows, by key, by file and by what they read. */
export interface AssetBook {
  get(key: AssetKey): LaneAsset | undefined;
  keys(): IterableIterator<AssetKey>;
  values(): IterableIterator<LaneAsset>;
  /** In the order of the text. */
  inFile(file: string): readonly LaneAsset[];
  files(): IterableIterator<string>;
  /** Who loads this asset's value. */
  readersOf(key: AssetKey): ReadonlySet<AssetKey>;
  /** Who comes after it, loading its value or not. */
  followersOf(key: AssetKey): ReadonlySet<AssetKey>;
  put(asset: LaneAsset): void;
  remove(key: AssetKey): LaneAsset | undefined;
}

const nobody: ReadonlySet<AssetKey> = new Set();

export function createAssetBook(): AssetBook {
  const assets = new Map<AssetKey, LaneAsset>();
  const byFile = new Map<string, Map<AssetKey, LaneAsset>>();
  const readers = new Map<AssetKey, Set<AssetKey>>();
  const followers = new Map<AssetKey, Set<AssetKey>>();

  function remove(key: AssetKey): LaneAsset | undefined {
    const asset = assets.get(key);
    if (asset === undefined) return undefined;
    assets.delete(key);
    const siblings = byFile.get(asset.range.file);
    siblings?.delete(key);
    if (siblings?.size === 0) byFile.delete(asset.range.file);
    for (const edge of asset.upstream) {
      readers.get(edge.key)?.delete(key);
      followers.get(edge.key)?.delete(key);
    }
    return asset;
  }

  return {
    get: (key) => assets.get(key),
    keys: () => assets.keys(),
    values: () => assets.values(),
    inFile: (file) =>
      [...(byFile.get(file)?.values() ?? [])].sort(
        (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
      ),
    files: () => byFile.keys(),
    readersOf: (key) => readers.get(key) ?? nobody,
    followersOf: (key) => followers.get(key) ?? nobody,
    put: (asset) => {
      remove(asset.key);
      assets.set(asset.key, asset);
      const siblings = byFile.get(asset.range.file);
      if (siblings === undefined) byFile.set(asset.range.file, new Map([[asset.key, asset]]));
      else siblings.set(asset.key, asset);
      for (const { key, loaded } of asset.upstream) {
        add(followers, key, asset.key);
        if (loaded) add(readers, key, asset.key);
      }
    },
    remove,
  };
}

function add(index: Map<AssetKey, Set<AssetKey>>, upstream: AssetKey, downstream: AssetKey): void {
  const known = index.get(upstream);
  if (known === undefined) index.set(upstream, new Set([downstream]));
  else known.add(downstream);
}
