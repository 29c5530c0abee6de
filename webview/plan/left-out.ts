import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PreviewStep } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { selectionOf } from "../lineage/run-actions.ts";

/** A request without some of its assets: its selection is made anew. */
export function withoutLeftOut(request: PlanRequest, leftOut: ReadonlySet<AssetKey>): PlanRequest {
  if (leftOut.size === 0) return request;
  const selection = `(${request.selection}) and not (${selectionOf([...leftOut].sort())})`;
  return { ...request, selection };
}

/** Steps that read, near or far, what is left out: they run on what is stored of it, and stay out of step. */
export function behindLeftOut(steps: readonly PreviewStep[], leftOut: ReadonlySet<AssetKey>): Set<number> {
  const isLeftOut = steps.map(({ assets }) => assets.length > 0 && assets.every((asset) => leftOut.has(asset)));
  const behind = new Set<number>();
  // Each step comes after those that it waits for.
  for (const [index, { after }] of steps.entries()) {
    if (!isLeftOut[index] && after.some((other) => isLeftOut[other] === true || behind.has(other))) behind.add(index);
  }
  return behind;
}
