import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ComparedAsset, ComparedMaterialization, RunComparison } from "../../protocol/messages/server-messages.ts";
import type { MaterializationEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { MemberChange } from "../../protocol/record/status.ts";
import type { Recorded, RunRecord } from "../../runtime/core/record/asset-record.ts";
import { memberChanges } from "../../runtime/core/status/staleness.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { rowsIn, secondsIn } from "./recorded-facts.ts";
import { createTurns } from "./turns.ts";

type History = Pick<Store, "asset" | "run" | "code">;
type Made = Recorded<MaterializationEvent>;

/** How many changed declarations of an asset are named. */
const mostChanges = 20;

/**
 * Each asset of a run beside the last materialization of it that was there before. Null: the store knows no such run. Gives others their
 * turn in between; rejects when the signal aborts.
 */
export async function compareRun(store: History, run: RunId, signal: AbortSignal): Promise<RunComparison | null> {
  const record = store.run(run);
  if (record === undefined) return null;
  const giveTurns = createTurns(signal);
  const assets: ComparedAsset[] = [];
  for (const asset of new Set(record.plan.steps.flatMap((step) => step.assets))) {
    assets.push(compareAsset(store, record, asset));
    await giveTurns();
  }
  return { assets };
}

function compareAsset(store: History, record: RunRecord, asset: AssetKey): ComparedAsset {
  const { now, before } = aroundRun(store, record, asset);
  const versions = record.plan.code.versions;
  // Of what failed nothing was recorded: the plan knows with which code it was tried.
  const planned = Object.hasOwn(versions, asset) ? versions[asset] : undefined;
  const code = now?.provenance.codeVersion ?? planned?.hash;
  const codeBefore = before?.provenance.codeVersion;
  const newCode = code !== undefined && codeBefore !== undefined && code !== codeBefore;
  return {
    asset,
    ...(now === undefined ? {} : { now: factsOf(now) }),
    ...(before === undefined
      ? {}
      : {
          before: {
            ...factsOf(before),
            time: before.time,
            ...(before.run === undefined ? {} : { run: before.run }),
          },
        }),
    newCode,
    changed: newCode ? changesBetween(store, codeBefore, code).slice(0, mostChanges) : [],
  };
}

/** What a run made of an asset, and what was there before. The record goes back twenty materializations. */
export function aroundRun(
  store: Pick<Store, "asset">,
  { run, startedAt }: Pick<RunRecord, "run" | "startedAt">,
  asset: AssetKey,
): { readonly now: Made | undefined; readonly before: Made | undefined } {
  const { history } = store.asset(asset);
  return {
    now: history.find((made) => made.run === run),
    before: history.find((made) => made.run !== run && made.time < startedAt),
  };
}

function changesBetween(store: History, before: string, now: string): readonly MemberChange[] {
  const old = store.code(before);
  const next = store.code(now);
  return old === undefined || next === undefined ? [] : memberChanges(old.members, next.members);
}

function factsOf({ metadata, provenance }: Made): ComparedMaterialization {
  const rows = rowsIn(metadata);
  const seconds = secondsIn(metadata);
  return {
    dataVersion: provenance.dataVersion,
    ...(rows === undefined ? {} : { rows }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}
