import { checkId } from "../../protocol/graph/check-id.ts";
import type { PreviewStep } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import type { PlannedCheck } from "../../protocol/record/run-plan.ts";

type Gates = readonly PlannedCheck[];

/** The blocking checks of several steps: that of an asset is named where the asset is made, and where the check is run. */
export function gatesOf(steps: readonly Pick<PreviewStep, "gates">[]): Gates {
  const gates = steps.flatMap((step) => step.gates);
  return [...new Map(gates.map((gate) => [checkId(gate.asset, gate.name), gate])).values()];
}

/** `enough blocks`, `2 block`; nothing when there is none. */
export function gateWords(gates: Gates): string {
  const [first] = gates;
  if (first === undefined) return "";
  return gates.length === 1 ? `${first.name} blocks` : `${formatNumber(gates.length)} block`;
}

/** Every name, for those who point at it: `orders: enough, unique; refunds: known`. */
export function gateNames(gates: Gates): string {
  const byAsset = Map.groupBy(gates, ({ asset }) => asset);
  return [...byAsset].map(([asset, own]) => `${asset}: ${own.map(({ name }) => name).join(", ")}`).join("; ");
}
