import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanPreview } from "../../protocol/messages/server-messages.ts";
import { formatBytes, formatCount, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { element, iconImage } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";
import { atOnce } from "../runs/at-once.ts";
import { stepName } from "../runs/run-words.ts";
import { axisMarks } from "../runs/timeline-shape.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { gatesOf } from "./gate-words.ts";
import { formatEstimate } from "./plan-words.ts";

export interface HappensDesk {
  readonly canRun: boolean;
  run(): void;
  debug(asset: AssetKey): void;
}

/** From here on single steps cannot be told apart. */
const mostBars = 40;
/** Names of checks. */
const mostGates = 3;
const mostLanes = 8;

/** What a plan would do: as a picture, in facts, and the button that lets it. */
export function happensPane(preview: PlanPreview, request: PlanRequest, desk: HappensDesk): HTMLElement {
  const { steps } = preview;
  const made = estimate(steps, preview.concurrency);
  const assets = steps.flatMap((step) => step.assets);
  const [only] = assets;
  const buttons = element("div", { class: "eg-actions" });
  if (desk.canRun && steps.length > 0 && preview.refused.length === 0) {
    const verb = assets.length === 0 ? "Check" : "Materialize";
    const words = `${verb} ${formatCount(steps.length, "step")}`;
    buttons.append(makeButton(words, { primary: true, icon: iconImage("play") }, desk.run));
    if (only !== undefined && assets.length === 1) buttons.append(makeButton("Debug", {}, () => desk.debug(only)));
  }
  const notes: Node[] = [];
  if (!desk.canRun) notes.push(element("p", { class: "eg-plan-note" }, "Nothing can be run here."));
  if (preview.unsaved) notes.push(element("p", { class: "eg-plan-note" }, "Unsaved text is part of this plan."));
  return element(
    "aside",
    { class: "eg-plan-happens", "aria-label": "What happens" },
    element("h1", {}, "What happens"),
    ...(made.seconds > 0 ? [picture(preview, made)] : []),
    facts(preview, request, made),
    buttons,
    ...notes,
  );
}

function facts(preview: PlanPreview, request: PlanRequest, made: Estimate): HTMLElement {
  const list = element("dl", { class: "eg-plan-facts" });
  const add = (name: string, value: string, aside = ""): void => {
    const dd = element("dd", {}, value);
    if (aside !== "") dd.append(element("span", {}, ` ${aside}`));
    list.append(element("dt", {}, name), dd);
  };
  const { about, steps } = preview;
  if (about === undefined) add("Finishes", "no history yet");
  else {
    const span = `(${formatEstimate(about.least)} to ${formatEstimate(about.most)} in 9 of 10 runs)`;
    add("Finishes", `after about ${formatEstimate(about.usual)}`, about.least === about.most ? "" : span);
  }
  if (made.unknown > 0)
    add("No history", formatCount(made.unknown, "step"), about === undefined ? "" : "not counted above");
  const most = Math.max(1, made.lanes);
  if (made.seconds > 0) add("In parallel", `${formatNumber(most)} of ${formatNumber(preview.concurrency)}`);
  const bytes = steps.reduce((sum, step) => sum + (step.bytes ?? 0), 0);
  if (bytes > 0) add("Writes", `about ${formatBytes(bytes)}`);
  const gates = gatesOf(steps);
  const shown = gates.slice(0, mostGates).map(({ name }) => name);
  const more = gates.length - shown.length;
  const named = `${shown.join(", ")}${more === 0 ? "" : ` and ${formatNumber(more)} more`}`;
  add(
    "Blocking checks",
    gates.length === 0 ? "none" : named,
    gates.length === 0 ? "" : "hold back what reads it if they fail",
  );
  const config = request.config;
  const hasConfig = config !== undefined && config !== null && JSON.stringify(config) !== "{}";
  add("Config", hasConfig ? JSON.stringify(config) : "defaults");
  return list;
}

function picture(preview: PlanPreview, made: Estimate): HTMLElement {
  const { seconds } = made;
  const share = (time: number): string => `${((time / seconds) * 100).toFixed(2)}%`;
  const chart = element("div", { class: "eg-plan-chart", "aria-hidden": "true" });
  const bars = made.steps.filter(({ from, to }) => to > from);
  if (bars.length <= mostBars && made.lanes <= mostLanes) {
    const lanes = [...new Set(bars.map(({ lane }) => lane))].sort((a, b) => a - b);
    chart.style.setProperty("height", `${lanes.length * 24}px`);
    for (const { step, lane, from, to } of bars) {
      const planned = preview.steps[step];
      const name = planned === undefined ? "" : stepName(planned);
      const bar = element("span", { class: "eg-plan-bar" }, name);
      bar.title = `${name}, ${formatSeconds(to - from)}`;
      bar.style.setProperty("left", share(from));
      bar.style.setProperty("width", `calc(${share(to - from)} - 1px)`);
      bar.style.setProperty("top", `${lanes.indexOf(lane) * 24 + 1}px`);
      chart.append(bar);
    }
  } else {
    chart.classList.add("eg-plan-many");
    const most = Math.max(1, preview.concurrency);
    for (const { from, to, count } of atOnce(bars)) {
      const bar = element("span", { class: "eg-plan-level" });
      bar.style.setProperty("left", share(from));
      bar.style.setProperty("width", share(to - from));
      bar.style.setProperty("height", `${Math.min(100, (count / most) * 100)}%`);
      chart.append(bar);
    }
  }
  const axis = element("div", { class: "eg-plan-axis", "aria-hidden": "true" });
  for (const mark of axisMarks(seconds, 4)) {
    const label = element("span", {}, formatEstimate(mark));
    label.style.setProperty("left", share(mark));
    axis.append(label);
  }
  return element("div", {}, chart, axis);
}
