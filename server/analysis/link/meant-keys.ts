import { nearestName } from "../../../protocol/errors/nearest-name.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";

/** Which key was meant by one that nobody defines. Found when it is asked for, then kept up to date with what comes and goes. */
export class MeantKeys {
  readonly #defined: () => Iterable<AssetKey>;
  readonly #meant = new Map<AssetKey, AssetKey | undefined>();

  constructor(defined: () => Iterable<AssetKey>) {
    this.#defined = defined;
  }

  of(written: AssetKey): AssetKey | undefined {
    if (this.#meant.has(written)) return this.#meant.get(written);
    const meant = nearestName(written, this.#defined()) as AssetKey | undefined;
    this.#meant.set(written, meant);
    return meant;
  }

  /** Of all keys that there are now, only these came: of what was best before and of them the best is the best of all. */
  update(came: readonly AssetKey[], went: ReadonlySet<AssetKey>): void {
    for (const [written, meant] of this.#meant) {
      if (meant !== undefined && went.has(meant)) this.#meant.delete(written);
      else {
        const names = meant === undefined ? came : [meant, ...came];
        this.#meant.set(written, nearestName(written, names) as AssetKey | undefined);
      }
    }
  }

  /** Forgets what is no longer asked for. */
  keepOnly(written: ReadonlySet<AssetKey>): void {
    for (const key of this.#meant.keys()) if (!written.has(key)) this.#meant.delete(key);
  }
}
