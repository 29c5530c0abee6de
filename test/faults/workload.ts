import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody } from "../../protocol/record/events.ts";
import type { EventId, RunId } from "../../protocol/record/identifiers.ts";
import type { IoManager } from "../../runtime/io/io-manager.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { type Random, whole } from "./random.ts";

/** Appends some events at once, as a run does, and tells which are acknowledged when they are. */
export async function appendSome(
  store: Store,
  random: Random,
  acknowledge: (ids: readonly EventId[]) => void,
): Promise<void> {
  const ids: EventId[] = [];
  const count = whole(random, 1, 8);
  for (let index = 0; index < count; index += 1) ids.push(store.append(someEvent(random)));
  await store.flushed();
  acknowledge(ids);
}

function someEvent(random: Random): EventBody {
  const asset = asAssetKey(`group/asset_${whole(random, 0, 20)}`);
  if (random() < 0.2) return { kind: "log", asset, level: "info", text: "ü".repeat(whole(random, 0, 300)) };
  return {
    kind: "materialization",
    of: { asset },
    value: { manager: "frames", inline: "A".repeat(whole(random, 0, 3000)), bytes: 3 },
    metadata: { size: { type: "int", value: whole(random, 0, 1000) } },
    provenance: { dataVersion: String(random()), inputs: [] },
  };
}

/** Materializes an asset whose value gets a file of its own, which has to be there as soon as its event is. */
export async function storeValue(
  store: Store,
  manager: IoManager,
  random: Random,
  acknowledge: (ids: readonly EventId[]) => void,
): Promise<void> {
  const asset = asAssetKey("large");
  const run = `20261124T100000-${Math.floor(random() * 1e9)}` as RunId;
  const text = "x".repeat(whole(random, 5000, 9000));
  const context = { asset, folder: store.folder, run, signal: new AbortController().signal };
  const { stored } = await manager.store(context, text);
  const provenance = { dataVersion: stored.digest ?? "", inputs: [] };
  const id = store.append({ kind: "materialization", of: { asset }, value: stored, metadata: {}, provenance });
  await store.flushed();
  acknowledge([id]);
}
