import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId, splitCheckId } from "../../protocol/graph/check-id.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import type { CheckDefinition } from "../core/definitions/definition.ts";

/** What the blocking checks of this run hold back. */
export interface RunHolds {
  /** Whether the result holds something back; if so it is remembered, until another result of the check comes. */
  add(check: CheckDefinition, result: CheckResult): boolean;
  /** The check that stands between an asset and one that reads it. */
  between(asset: AssetKey, reader: AssetKey): CheckId | undefined;
  /** Whether this check holds anything back. */
  isFailed(check: CheckId): boolean;
}

export function createRunHolds(): RunHolds {
  const failed = new Map<AssetKey, CheckDefinition[]>();
  return {
    add(check, { passed, severity }) {
      const others = failed.get(check.asset)?.filter(({ name }) => name !== check.name) ?? [];
      failed.set(check.asset, others);
      if (passed || severity !== "ERROR" || check.blocking.kind === "nothing") return false;
      others.push(check);
      return true;
    },
    between(asset, reader) {
      const check = failed.get(asset)?.find((one) => holdsBack(one, reader));
      return check === undefined ? undefined : checkId(asset, check.name);
    },
    isFailed(id) {
      const { asset, check } = splitCheckId(id);
      return failed.get(asset)?.some(({ name }) => name === check) === true;
    },
  };
}

function holdsBack({ blocking }: CheckDefinition, reader: AssetKey): boolean {
  switch (blocking.kind) {
    case "nothing":
      return false;
    case "everything":
      return true;
    case "only":
      return blocking.assets.includes(reader);
    case "except":
      return !blocking.assets.includes(reader);
    default:
      return blocking satisfies never;
  }
}
