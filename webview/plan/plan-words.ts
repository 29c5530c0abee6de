import type { PlanPreview } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";
import { badgeShapes } from "../drawing/badge-shapes.ts";

/** Of what is only an estimate: `8 s`, not `8.0 s`. */
export function formatEstimate(seconds: number): string {
  return formatSeconds(seconds).replace(/\.0 s$/, " s");
}

/** `Run 7 steps, about 8 s.` */
export function planSentence({ steps, about }: Pick<PlanPreview, "steps" | "about">): string {
  if (steps.length === 0) return "Nothing to run.";
  const time = about === undefined ? "no history yet" : `about ${formatEstimate(about.usual)}`;
  return `Run ${formatCount(steps.length, "step")}, ${time}.`;
}

export interface PlanOutcome {
  /** `3 assets become fresh.` */
  readonly fresh: string;
  /** `2 stay out of step:`; empty when none does. */
  readonly stay: string;
  /** Which, and why. */
  readonly why: string;
}

const mostNamed = 3;

/** What becomes of the assets: of those that run, and of those that stay as they are. `behind`: steps that read what is left out. */
export function planOutcome(
  { steps, left }: Pick<PlanPreview, "steps" | "left">,
  behind: number,
  leftOut: number,
): PlanOutcome {
  const made = steps.reduce((sum, { assets }) => sum + assets.length, 0);
  const fresh = Math.max(0, made - behind);
  const reasons = left.slice(0, mostNamed).map(({ asset, badge, reason }) => {
    const why = reason === "" ? badgeShapes[badge].word : reason;
    return `${asset}: ${why}`;
  });
  const more = left.length - reasons.length;
  const parts = [
    ...(leftOut > 0
      ? [`${formatNumber(leftOut)} left out${behind > 0 ? `, ${formatNumber(behind)} read it` : ""}`]
      : []),
    ...reasons,
    ...(more > 0 ? [`and ${formatNumber(more)} more`] : []),
  ];
  const stay = Math.max(left.length, leftOut) + behind;
  return {
    fresh: fresh === 0 ? "" : `${formatCount(fresh, "asset")} ${fresh === 1 ? "becomes" : "become"} fresh.`,
    stay: stay === 0 ? "" : `${formatNumber(stay)} ${stay === 1 ? "stays" : "stay"} out of step:`,
    why: stay === 0 ? "" : `${parts.join("; ")}.`,
  };
}

/** A plan as plain text, to be pasted. */
export function planText({ steps }: Pick<PlanPreview, "steps">): string {
  return steps
    .map(({ wave, assets, checks, reason, seconds }) => {
      const what =
        assets.length > 0 ? assets.join(", ") : checks.map(({ asset, name }) => `${asset}:${name}`).join(", ");
      return [`${wave}`, what, reason, seconds === undefined ? "" : formatSeconds(seconds)].join("\t");
    })
    .join("\n");
}
