import { formatCount } from "../../protocol/record/format-facts.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import { makeSelectionBox } from "../lineage/selection-box.ts";
import { makeSegments } from "../runs/segments.ts";
import type { ViewDesk } from "../views/view.ts";
import type { PlanOrder } from "./plan-rows.ts";
import { type PlanSwitch, planSelection, readReach } from "./plan-selection.ts";

export interface PlanBarDesk {
  /** The request is another. */
  changed(request: PlanRequest): void;
  order(order: PlanOrder): void;
  copy(): void;
  showInGraph(): void;
  leave(): void;
}

/** What is planned: its selection, the switches that widen or narrow it, and the order of the rows. */
export interface PlanBar {
  readonly element: HTMLElement;
  show(request: PlanRequest): void;
  showOrder(order: PlanOrder): void;
  /** `from unsaved text`; empty: nothing. */
  say(words: string): void;
  focus(): void;
  /** No answer is waited for any more. */
  rest(): void;
}

const orders: readonly PlanOrder[] = ["By wave", "By group"];
const switches: readonly (readonly [name: PlanSwitch, words: string, title: string])[] = [
  ["staleOnly", "Stale only", "Leave out what is fresh"],
  ["upstream", "+ upstream", "With everything above"],
  ["downstream", "+ downstream", "With everything below"],
];

export function makePlanBar(views: ViewDesk, desk: PlanBarDesk): PlanBar {
  let request: PlanRequest = { selection: "" };
  const judging = makeLatestQuestion();

  const box = makeSelectionBox(
    "",
    [],
    {
      complete: (text, offset, signal) => views.host.ask("complete", { text, offset }, signal),
      changed: (text) => void judge(text.trim(), true),
      leave: desk.leave,
      kept: () => undefined,
    },
    { label: "Assets of the plan", placeholder: "Assets to plan  ( / )", id: "eg-plan" },
  );
  const buttons = switches.map(([name, words, title]) => {
    const button = plainButton("eg-runs-segment", undefined, () => press(name), words);
    button.title = title;
    return button;
  });
  const above = plainButton("eg-runs-segment", undefined, toggleStaleUpstream, "+ stale upstream");
  above.title = "With what is stale or missing above, so that this is fresh afterwards";
  const segments = makeSegments("Order", orders, desk.order);
  const unsaved = element("span", { class: "eg-plan-aside" });

  function press(name: PlanSwitch): void {
    const reach = readReach(request.selection);
    change({ ...request, selection: planSelection({ ...reach, [name]: !reach[name] }) });
  }

  function toggleStaleUpstream(): void {
    const { staleUpstream, ...rest } = request;
    change(staleUpstream === true ? rest : { ...rest, staleUpstream: true });
  }

  function change(next: PlanRequest): void {
    show(next);
    desk.changed(next);
  }

  function show(next: PlanRequest): void {
    request = next;
    box.show(next.selection);
    showSwitches();
    void judge(next.selection, false);
  }

  function showSwitches(): void {
    const reach = readReach(request.selection);
    for (const [index, [name]] of switches.entries()) {
      buttons[index]?.setAttribute("aria-pressed", String(reach[name]));
      buttons[index]?.toggleAttribute("disabled", request.selection.trim() === "");
    }
    above.setAttribute("aria-pressed", String(request.staleUpstream === true));
    // Of all that is above the stale part is no more.
    above.hidden = reach.upstream;
  }

  /** Counts what a text names, or marks what is wrong with it; a text that names something is planned when `isNew`. */
  async function judge(text: string, isNew: boolean): Promise<void> {
    const signal = judging.begin();
    if (text === "") {
      box.count("", "");
      box.judge([]);
      return;
    }
    try {
      const answer = await views.host.ask("select", { selection: text }, signal);
      if (signal.aborted) return;
      if ("refused" in answer) {
        box.judge(answer.refused);
        box.count("", "");
        return;
      }
      const count = formatCount(answer.ids.length, "asset");
      box.judge([]);
      box.count(count, `${count} selected`);
    } catch {
      // The plan itself says what is wrong.
      if (signal.aborted) return;
    }
    if (isNew && text !== request.selection) {
      request = { ...request, selection: text };
      showSwitches();
      desk.changed(request);
    }
  }

  return {
    element: element(
      "div",
      { class: "eg-plan-bar-top", role: "toolbar", "aria-label": "Plan" },
      box.element,
      element("div", { class: "eg-runs-segments", role: "group", "aria-label": "Reach" }, ...buttons, above),
      segments.element,
      element("span", { class: "eg-space" }),
      unsaved,
      plainButton("eg-icon", "Copy the plan as text", desk.copy, iconImage("copy")),
      plainButton("eg-icon", "Show these assets in the graph", desk.showInGraph, iconImage("graph")),
    ),
    show,
    showOrder: segments.show,
    say(words) {
      unsaved.textContent = words;
    },
    focus: box.focus,
    rest: judging.drop,
  };
}
