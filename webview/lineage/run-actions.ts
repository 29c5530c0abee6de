import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import type { MenuItem } from "../controls/menu.ts";
import { staleAbove } from "../details/stale-above.ts";
import type { ViewDesk } from "../views/view.ts";

export interface RunAction {
  /** Verb and count. */
  readonly words: string;
  readonly request: PlanRequest;
}

const staleOnly = "status:stale or status:maybe_stale";

/** The selection of some keys, whatever letters they hold. */
export function selectionOf(keys: readonly AssetKey[]): string {
  return keys.map((key) => `key:"${key}"`).join(" or ");
}

/** What the one primary button does: makes what is stale, or else what never was made. Of the assets that the selection leaves. */
export function mainAction(desk: ViewDesk): RunAction | undefined {
  const { table } = desk;
  const count = new Map<Badge, number>();
  for (let id = 0; id < table.size; id++) {
    const badge = badges[table.badge[id] ?? -1];
    if (table.present[id] !== 1 || table.external[id] === 1 || badge === undefined || !desk.isChosen(id)) continue;
    count.set(badge, (count.get(badge) ?? 0) + 1);
  }
  const stale = (count.get("stale") ?? 0) + (count.get("maybe stale") ?? 0);
  const never = count.get("never") ?? 0;
  if (stale > 0) return { words: `Materialize ${formatNumber(stale)} stale`, request: within(desk, staleOnly) };
  if (never > 0) return { words: `Materialize ${formatNumber(never)}`, request: within(desk, "status:never") };
  return undefined;
}

/** What an asset's own button does: makes it, and first what is stale above it. */
export function assetAction(desk: ViewDesk, key: AssetKey): RunAction | undefined {
  const id = desk.table.find(key);
  if (id === undefined || desk.table.external[id] === 1) return undefined;
  const above = staleAbove(desk.table, id);
  const keys = [...above, id].flatMap((one) => desk.table.key(one) ?? []);
  const words = above.length === 0 ? "Materialize" : `Materialize + ${formatNumber(above.length)} upstream`;
  return { words, request: { selection: selectionOf(keys) } };
}

/** Beside the primary button. */
export function mainMenu(desk: ViewDesk): MenuItem[] {
  const run = (request: PlanRequest) => () => desk.host.tell({ kind: "materialize", request });
  const plan = (request: PlanRequest) => () => desk.go({ view: "plan", request });
  const main = mainAction(desk);
  const selection = desk.selection().trim();
  const chosen = countChosen(desk);
  const picked = desk.picked();
  return [
    ...(main === undefined
      ? []
      : [
          { text: main.words, pressed: run(main.request) },
          {
            text: `${main.words} and what is stale above`,
            pressed: run({ ...main.request, staleUpstream: true }),
          },
          { text: `Plan: ${main.words.toLowerCase()}`, pressed: plan(main.request) },
        ]),
    ...(selection === "" || chosen === 0
      ? []
      : [
          { text: `Materialize the selection`, aside: formatCount(chosen, "asset"), pressed: run({ selection }) },
          { text: "Plan the selection", aside: formatCount(chosen, "asset"), pressed: plan({ selection }) },
        ]),
    ...(picked === undefined ? [] : assetMenu(desk, picked, true)),
  ];
}

/** Beside an asset's own button. */
export function assetMenu(desk: ViewDesk, key: AssetKey, isNamed: boolean): MenuItem[] {
  const action = assetAction(desk, key);
  if (action === undefined) return [];
  const named = isNamed ? ` ${key}` : "";
  const only = { selection: selectionOf([key]) };
  const below = { selection: `key:"${key}"+` };
  const run = (request: PlanRequest) => () => desk.host.tell({ kind: "materialize", request });
  const hasMore = action.request.selection !== only.selection;
  return [
    ...(hasMore
      ? [{ text: `${action.words.replace("Materialize", `Materialize${named}`)}`, pressed: run(action.request) }]
      : []),
    { text: hasMore ? `Materialize only ${key}` : `Materialize${named}`, pressed: run(only) },
    { text: `Materialize${named} and all below`, pressed: run(below) },
    {
      text: isNamed ? `Plan ${key}` : "Plan",
      aside: "P",
      pressed: () => desk.go({ view: "plan", request: action.request }),
    },
    {
      text: isNamed ? `Debug ${key}` : "Debug",
      pressed: () => desk.host.tell({ kind: "debug", asset: key }),
    },
  ];
}

/** A selection of statuses, of what is selected anyway. */
function within(desk: ViewDesk, statuses: string): PlanRequest {
  const selection = desk.selection().trim();
  return { selection: selection === "" ? statuses : `(${selection}) and (${statuses})` };
}

function countChosen(desk: ViewDesk): number {
  let count = 0;
  for (let id = 0; id < desk.table.size; id++) if (desk.table.present[id] === 1 && desk.isChosen(id)) count++;
  return count;
}
