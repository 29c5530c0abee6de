import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanPreview } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { element, plainButton } from "../controls/element.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import { selectionOf } from "../lineage/run-actions.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { happensPane } from "./happens-pane.ts";
import { behindLeftOut, withoutLeftOut } from "./left-out.ts";
import { makePace } from "./pace.ts";
import { makePlanBar } from "./plan-bar.ts";
import { firstOrder, type PlanOrder } from "./plan-rows.ts";
import { planSelection, readReach } from "./plan-selection.ts";
import { makePlanTable } from "./plan-table.ts";
import { planOutcome, planSentence, planText } from "./plan-words.ts";

/** Milliseconds from one plan to the next, while what it is made from keeps changing. */
const apart = 1_000;

/** What a request would do, to be read, narrowed and let. */
export function makePlanView(desk: ViewDesk): View {
  let request: PlanRequest = { selection: "" };
  /** Of the whole request: its rows stay while some are left out. */
  let whole: PlanPreview | undefined;
  /** What the view was last asked to show, before it was changed here. */
  let asked = "";
  /** Of what is ticked. */
  let ticked: PlanPreview | undefined;
  let leftOut: ReadonlySet<AssetKey> = new Set();
  let order: PlanOrder = "By wave";
  let open: ReadonlySet<string> = new Set();
  const question = makeLatestQuestion();
  const pace = makePace(() => void askWhole(whole === undefined), apart);

  const bar = makePlanBar(desk, {
    changed: plan,
    order(next) {
      order = next;
      draw();
    },
    copy: () => ticked !== undefined && desk.host.tell({ kind: "copy", text: planText(ticked) }),
    showInGraph() {
      desk.setSelection(withoutLeftOut(request, leftOut).selection);
      desk.go({ view: "graph" });
    },
    leave: () => table.focus(),
  });
  const sentence = element("div", { class: "eg-plan-sentence", role: "status" });
  const problems = element("div", { class: "eg-plan-problems" });
  const table = makePlanTable({
    tick(assets, isIn) {
      const next = new Set(leftOut);
      for (const asset of assets) {
        if (isIn) next.delete(asset);
        else next.add(asset);
      }
      leftOut = next;
      draw();
      void (ticked === undefined ? askWhole(false) : askTicked());
    },
    fold(group, isOpen) {
      const next = new Set(open);
      if (isOpen) next.add(group);
      else next.delete(group);
      open = next;
      draw();
    },
    include(asset) {
      const reach = readReach(request.selection);
      change({ ...request, selection: planSelection({ ...reach, base: `${reach.base} or ${selectionOf([asset])}` }) });
    },
    groupOf: (asset) => desk.table.groups[desk.table.group[desk.table.find(asset) ?? -1] ?? -1] ?? "",
    pick: (asset) => desk.pick(asset),
    open: (asset) => desk.host.tell({ kind: "open", asset }),
  });
  const side = element("div", { class: "eg-plan-side" });
  const left = element("div", { class: "eg-plan-left" }, bar.element, sentence, problems, table.element);
  const root = element(
    "section",
    { class: "eg-plan", "aria-label": "Plan", tabindex: "-1" },
    element("div", { class: "eg-plan-grid" }, left, side),
  );
  root.addEventListener("keydown", (event) => {
    // In a field it takes what was written, which was not planned yet.
    if (isField(event.target)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
    else if (event.key === "Escape") desk.go({ view: "graph" });
    else if (event.key === "/") bar.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function run(): void {
    if (ticked === undefined || ticked.steps.length === 0 || ticked.refused.length > 0 || !desk.canRun()) return;
    desk.host.tell({ kind: "materialize", request: withoutLeftOut(request, leftOut), planned: true });
    desk.go({ view: "runs" });
  }

  /** Shows another request, from the beginning. */
  function begin(next: PlanRequest): void {
    request = next;
    whole = undefined;
    ticked = undefined;
    leftOut = new Set();
    open = new Set();
    bar.show(next);
    root.classList.add("eg-plan-waits");
    sentence.replaceChildren(makeProgressRing());
    problems.replaceChildren();
    side.replaceChildren();
    void askWhole(true);
  }

  /** The request is another, of about the same: what is shown stays until the answer is there. */
  function change(next: PlanRequest): void {
    bar.show(next);
    plan(next);
  }

  /** Of what the bar shows already. Nothing can run until its plan was seen. */
  function plan(next: PlanRequest): void {
    request = next;
    ticked = undefined;
    void askWhole(true);
  }

  async function askWhole(isNew: boolean): Promise<void> {
    const signal = question.begin();
    try {
      const answer = await desk.host.ask("preview", { request }, signal);
      if (signal.aborted) return;
      whole = answer;
      if (isNew) order = firstOrder(answer.steps);
      const known = new Set(answer.steps.flatMap(({ assets }) => assets));
      leftOut = new Set([...leftOut].filter((asset) => known.has(asset)));
      if (leftOut.size > 0) {
        await askTicked();
        return;
      }
      ticked = answer;
      draw();
    } catch (error) {
      if (!signal.aborted) say(error);
    }
  }

  async function askTicked(): Promise<void> {
    const signal = question.begin();
    try {
      const answer = await desk.host.ask("preview", { request: withoutLeftOut(request, leftOut) }, signal);
      if (signal.aborted) return;
      ticked = answer;
      draw();
    } catch (error) {
      if (!signal.aborted) say(error);
    }
  }

  function isPlanned(asset: AssetKey): boolean {
    return whole?.steps.some(({ assets }) => assets.includes(asset)) === true;
  }

  function say(error: unknown): void {
    root.classList.remove("eg-plan-waits");
    const words = `The plan could not be made: ${error instanceof Error ? error.message : String(error)}`;
    sentence.replaceChildren();
    problems.replaceChildren(
      element("div", { class: "eg-notice", "data-colour": "failed" }, words),
      makeButton("Plan again", {}, () => void askWhole(true)),
    );
  }

  function draw(): void {
    if (whole === undefined || ticked === undefined) return;
    root.classList.remove("eg-plan-waits");
    const shown = ticked;
    bar.showOrder(order);
    bar.say(shown.unsaved ? "from unsaved text" : "");
    const behind = behindLeftOut(whole.steps, leftOut).size;
    const outcome = planOutcome(shown, behind, leftOut.size);
    sentence.replaceChildren(
      element("h1", {}, shown.refused.length > 0 ? "This cannot run." : planSentence(shown)),
      element(
        "p",
        {},
        outcome.fresh,
        ...(outcome.stay === "" ? [] : [" ", element("b", {}, outcome.stay), ` ${outcome.why}`]),
      ),
    );
    problems.replaceChildren(...shown.refused.map(refusal));
    table.show(whole, order, open, leftOut);
    table.element.hidden = whole.steps.length === 0;
    const happens = {
      canRun: desk.canRun(),
      run,
      debug: (asset: AssetKey) => desk.host.tell({ kind: "debug", asset }),
    };
    side.hidden = shown.steps.length === 0;
    side.replaceChildren(happensPane(shown, request, happens));
  }

  function refusal(problem: Diagnostic): HTMLElement {
    const { range } = problem;
    const box = element(
      "div",
      { class: "eg-notice", "data-colour": "failed" },
      element("b", {}, problem.message),
      ` ${problem.remedy} `,
    );
    if (range.file === "") return box;
    const words = `${range.file}:${range.start.line + 1}`;
    box.append(plainButton("eg-link eg-code", undefined, () => desk.host.tell({ kind: "open place", range }), words));
    return box;
  }

  return {
    element: root,
    show(place) {
      if (place.view !== "plan") return;
      const before = asked;
      asked = JSON.stringify(place.request);
      if (whole === undefined || asked !== before) begin(place.request);
      else void askWhole(false);
    },
    hide() {
      question.drop();
      bar.rest();
      pace.stop();
    },
    renew({ change }) {
      if (change?.kind === "nothing" || change?.kind === "gap") return;
      if (change !== undefined) pace.ask();
    },
    run({ run: id, state, assets }) {
      // While its own assets are being made the plan would shrink under the reader's eyes.
      if (state !== "started") pace.release(id);
      else if (assets.some((asset) => isPlanned(asset))) pace.hold(id);
    },
    focus: table.focus,
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.tagName === "INPUT";
}
