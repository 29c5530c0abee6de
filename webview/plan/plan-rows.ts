import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanPreview, PreviewStep } from "../../protocol/messages/server-messages.ts";
import type { PlannedCheck } from "../../protocol/record/run-plan.ts";
import { gatesOf } from "./gate-words.ts";

export type PlanOrder = "By wave" | "By group";

/** All of a group is ticked, some, or none of it. */
export type Tick = "all" | "some" | "none";

export type PlanRow =
  | { readonly kind: "step"; readonly step: number; readonly isInside: boolean; readonly tick: Tick }
  | {
      readonly kind: "group";
      readonly group: string;
      readonly steps: readonly number[];
      readonly isOpen: boolean;
      readonly tick: Tick;
      readonly wave: { readonly from: number; readonly to: number };
      readonly seconds: number | undefined;
      readonly gates: readonly PlannedCheck[];
      readonly reason: string;
    }
  /** Above those that stay out. */
  | { readonly kind: "heading"; readonly words: string; readonly tick: "none" }
  /** Below what runs, not in the plan, and not fresh: it may be taken in. */
  | { readonly kind: "left"; readonly left: PlanPreview["left"][number]; readonly tick: "none" };

/** From here on a plan is read by its groups. */
export const mostByWave = 40;

/** How a plan is shown at first. */
export function firstOrder(steps: readonly PreviewStep[]): PlanOrder {
  return steps.length > mostByWave ? "By group" : "By wave";
}

export interface PlanRowsOf {
  readonly steps: readonly PreviewStep[];
  readonly order: PlanOrder;
  readonly open: ReadonlySet<string>;
  readonly leftOut: ReadonlySet<AssetKey>;
  /** What stays as it is below the plan. */
  readonly left?: PlanPreview["left"];
}

/** The rows of the table: steps in waves, or groups in the order of their first wave, with the steps of those that are open. */
export function planRows({ left = [], ...of }: PlanRowsOf): PlanRow[] {
  const rows = stepRows(of);
  if (left.length === 0) return rows;
  return [
    ...rows,
    { kind: "heading", words: "Downstream, not in this plan", tick: "none" },
    ...left.map((one): PlanRow => ({ kind: "left", left: one, tick: "none" })),
  ];
}

function stepRows({ steps, order, open, leftOut }: Omit<PlanRowsOf, "left">): PlanRow[] {
  const ticked = (step: number): boolean => isTicked(steps[step], leftOut);
  const row = (step: number, isInside: boolean): PlanRow => ({
    kind: "step",
    step,
    isInside,
    tick: ticked(step) ? "all" : "none",
  });
  const byWave = [...steps.keys()].sort((a, b) => waveOf(steps, a) - waveOf(steps, b) || a - b);
  switch (order) {
    case "By wave":
      return byWave.map((step) => row(step, false));
    case "By group":
      return [...Map.groupBy(byWave, (step) => steps[step]?.group ?? "")].flatMap(([group, members]) => {
        const isOpen = open.has(group);
        const count = members.filter(ticked).length;
        const head: PlanRow = {
          kind: "group",
          group,
          steps: members,
          isOpen,
          tick: count === members.length ? "all" : count === 0 ? "none" : "some",
          ...summary(members.flatMap((step) => steps[step] ?? [])),
        };
        return [head, ...(isOpen ? members.map((step) => row(step, true)) : [])];
      });
    default:
      return order satisfies never;
  }
}

export function isTicked(step: PreviewStep | undefined, leftOut: ReadonlySet<AssetKey>): boolean {
  return step !== undefined && (step.assets.length === 0 || step.assets.some((asset) => !leftOut.has(asset)));
}

function waveOf(steps: readonly PreviewStep[], step: number): number {
  return steps[step]?.wave ?? 0;
}

function summary(
  steps: readonly PreviewStep[],
): Omit<Extract<PlanRow, { kind: "group" }>, "kind" | "group" | "steps" | "isOpen" | "tick"> {
  const waves = steps.map(({ wave }) => wave);
  const known = steps.flatMap(({ seconds }) => seconds ?? []);
  const reasons = [...Map.groupBy(steps, ({ reason }) => reason)].sort(
    ([, one], [, other]) => other.length - one.length,
  );
  const [most] = reasons;
  const more = reasons.length - 1;
  return {
    wave: { from: Math.min(...waves), to: Math.max(...waves) },
    seconds: known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0),
    gates: gatesOf(steps),
    reason:
      most === undefined
        ? ""
        : more === 0
          ? most[0]
          : `${most[0]}, and ${more} more ${more === 1 ? "reason" : "reasons"}`,
  };
}
