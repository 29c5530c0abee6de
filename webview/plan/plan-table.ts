import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanPreview, PreviewStep } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { PlannedCheck } from "../../protocol/record/run-plan.ts";
import { badgeImage, element } from "../controls/element.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import { badgeShapes } from "../drawing/badge-shapes.ts";
import { stepName } from "../runs/run-words.ts";
import { gateNames, gateWords } from "./gate-words.ts";
import { behindLeftOut } from "./left-out.ts";
import { type PlanOrder, type PlanRow, planRows, type Tick } from "./plan-rows.ts";

export interface PlanTableDesk {
  /** Ticks or unticks the assets of some steps. */
  tick(assets: readonly AssetKey[], isIn: boolean): void;
  fold(group: string, isOpen: boolean): void;
  /** Takes an asset in that stays out. */
  include(asset: AssetKey): void;
  groupOf(asset: AssetKey): string;
  pick(asset: AssetKey): void;
  open(asset: AssetKey): void;
}

export interface PlanTable {
  readonly element: HTMLElement;
  show(preview: PlanPreview, order: PlanOrder, open: ReadonlySet<string>, leftOut: ReadonlySet<AssetKey>): void;
  focus(): void;
}

const rowHeight = 36;
const columns = ["", "What runs", "Why", "Usually", "Gate", "After it"] as const;

/** The steps of a plan, each with a tick, its reason, how long it usually takes and what it is afterwards. */
export function makePlanTable(desk: PlanTableDesk): PlanTable {
  const head = element(
    "div",
    { class: "eg-plan-row eg-plan-head", role: "row", "aria-rowindex": "1" },
    ...columns.map((name) =>
      cell(name === "" ? "eg-plan-tick" : "", "columnheader", name === "" ? hiddenWords("In the plan") : name),
    ),
  );
  let preview: PlanPreview | undefined;
  let rows: readonly PlanRow[] = [];
  let leftOut: ReadonlySet<AssetKey> = new Set();
  let behind: ReadonlySet<number> = new Set();
  let active = 0;
  const list = makeVirtualList({ head, makeRow });
  const grid = list.element;
  grid.classList.add("eg-plan-table");
  grid.tabIndex = 0;
  grid.setAttribute("role", "treegrid");
  grid.setAttribute("aria-label", "Steps of the plan");
  grid.setAttribute("aria-colcount", String(columns.length));
  grid.addEventListener("keydown", pressed);

  function pressed(event: KeyboardEvent): void {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = rows[active];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) goTo(to);
    else if (event.key === " ") toggle(row);
    else if (event.key === "Enter") openRow(row);
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && row !== undefined) {
      fold(row, event.key === "ArrowRight");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function stepsOf(row: PlanRow | undefined): PreviewStep[] {
    const indices = row?.kind === "step" ? [row.step] : row?.kind === "group" ? row.steps : [];
    return indices.flatMap((step) => preview?.steps[step] ?? []);
  }

  function toggle(row: PlanRow | undefined): void {
    if (row?.kind === "left") {
      desk.include(row.left.asset);
      return;
    }
    const assets = stepsOf(row).flatMap((step) => step.assets);
    if (row !== undefined && assets.length > 0) desk.tick(assets, row.tick !== "all");
  }

  function fold(row: PlanRow, isOpen: boolean): void {
    if (row.kind === "group") {
      desk.fold(row.group, isOpen);
      return;
    }
    if (isOpen || row.kind !== "step" || !row.isInside) return;
    goTo(rows.findLastIndex((one, index) => index < active && one.kind === "group"));
  }

  function openRow(row: PlanRow | undefined): void {
    if (row?.kind === "group") {
      desk.fold(row.group, !row.isOpen);
      return;
    }
    const asset = assetOfRow(row);
    if (asset !== undefined) desk.open(asset);
  }

  function assetOfRow(row: PlanRow | undefined): AssetKey | undefined {
    return row?.kind === "left" ? row.left.asset : assetOf(stepsOf(row)[0]);
  }

  function goTo(index: number): void {
    if (rows.length === 0) return;
    const before = active;
    active = Math.max(0, Math.min(rows.length - 1, index));
    // A heading is no row to stand on; there is one below it.
    if (rows[active]?.kind === "heading") active = Math.max(0, active < before ? active - 1 : active + 1);
    list.reveal(active);
    list.renew(before);
    list.renew(active);
    showActive();
    const row = rows[active];
    const asset = row?.kind === "group" ? undefined : assetOfRow(row);
    if (asset !== undefined) desk.pick(asset);
  }

  function showActive(): void {
    if (rows.length === 0) grid.removeAttribute("aria-activedescendant");
    else grid.setAttribute("aria-activedescendant", `eg-plan-row-${active}`);
  }

  function makeRow(index: number): HTMLElement {
    const made = element("div", { class: "eg-plan-row", role: "row", id: `eg-plan-row-${index}` });
    const row = rows[index];
    if (row === undefined) return made;
    made.setAttribute("aria-rowindex", String(index + 2));
    if (row.kind === "heading") {
      const words = cell("", "gridcell", row.words);
      words.setAttribute("aria-colspan", String(columns.length));
      made.classList.add("eg-plan-heading");
      made.append(words);
      return made;
    }
    made.setAttribute("aria-selected", String(index === active));
    made.setAttribute("aria-level", row.kind === "step" && row.isInside ? "2" : "1");
    made.dataset.tick = row.tick;
    const tick = tickBox(row.tick);
    const canTick = row.kind === "left" || stepsOf(row).some(({ assets }) => assets.length > 0);
    const tickCell = cell("eg-plan-tick", "gridcell", ...(canTick ? [tick] : []));
    tickCell.addEventListener("click", (event) => {
      event.stopPropagation();
      toggle(row);
    });
    if (row.kind === "group") {
      made.classList.add("eg-plan-group");
      made.setAttribute("aria-expanded", String(row.isOpen));
      made.append(tickCell, ...groupCells(row));
      made.addEventListener("click", () => {
        goTo(index);
        desk.fold(row.group, !row.isOpen);
      });
    } else {
      made.append(tickCell, ...(row.kind === "left" ? leftCells(row.left) : stepCells(row)));
      made.addEventListener("click", () => goTo(index));
      made.addEventListener("dblclick", () => openRow(row));
    }
    return made;
  }

  function groupCells(row: Extract<PlanRow, { kind: "group" }>): HTMLElement[] {
    const { from, to } = row.wave;
    const stay = row.steps.filter((step) => behind.has(step) || isOut(step)).length;
    const fresh = row.steps.length - stay;
    return [
      cell(
        "eg-plan-name",
        "gridcell",
        element("span", { class: "eg-plan-fold", "aria-hidden": "true" }, row.isOpen ? "▾" : "▸"),
        wave(from === to ? `${from}` : `${from}–${to}`),
        element("b", {}, row.group === "" ? "no group" : row.group),
        element("span", { class: "eg-plan-aside" }, formatNumber(row.steps.length)),
      ),
      cell("eg-plan-why", "gridcell", row.reason),
      cell("eg-plan-number", "gridcell", row.seconds === undefined ? "" : formatSeconds(row.seconds)),
      gatesCell(row.gates),
      cell(
        "eg-plan-after",
        "gridcell",
        ...(fresh > 0 ? [badgeImage(badgeShapes.fresh, 14), `${formatNumber(fresh)} fresh`] : []),
        ...(stay > 0 ? [badgeImage(badgeShapes.stale, 14), `${formatNumber(stay)} stay`] : []),
      ),
    ];
  }

  function isOut(step: number): boolean {
    const assets = preview?.steps[step]?.assets ?? [];
    return assets.length > 0 && assets.every((asset) => leftOut.has(asset));
  }

  function stepCells(row: Extract<PlanRow, { kind: "step" }>): HTMLElement[] {
    const step = preview?.steps[row.step];
    if (step === undefined) return [];
    const name = stepName(step);
    const group = row.isInside ? [] : [element("span", { class: "eg-plan-aside" }, step.group)];
    const named = cell(
      row.isInside ? "eg-plan-name eg-plan-inside" : "eg-plan-name",
      "gridcell",
      wave(`${step.wave}`),
      badgeImage(badgeShapes[step.badge], 14),
      element("b", {}, name),
      hiddenWords(badgeShapes[step.badge].word),
      ...group,
    );
    named.title = step.assets.length > 1 ? step.assets.join(", ") : name;
    const why = cell("eg-plan-why", "gridcell", step.reason);
    why.title = step.reason;
    return [
      named,
      why,
      cell("eg-plan-number", "gridcell", step.seconds === undefined ? "no history" : formatSeconds(step.seconds)),
      gatesCell(step.gates),
      cell("eg-plan-after", "gridcell", ...after(row.step, step)),
    ];
  }

  function leftCells({ asset, badge, reason }: PlanPreview["left"][number]): HTMLElement[] {
    const shape = badgeShapes[badge];
    const named = cell(
      "eg-plan-name",
      "gridcell",
      badgeImage(shape, 14),
      element("b", {}, asset),
      element("span", { class: "eg-plan-aside" }, desk.groupOf(asset)),
    );
    named.title = asset;
    const why = cell("eg-plan-why", "gridcell", reason);
    why.title = reason;
    const after = cell("eg-plan-after", "gridcell", badgeImage(shape, 14), `stays ${shape.word}`);
    return [named, why, cell("eg-plan-number", "gridcell"), cell("eg-plan-gates", "gridcell"), after];
  }

  function after(index: number, step: PreviewStep): (Node | string)[] {
    if (isOut(index)) {
      return [badgeImage(badgeShapes[step.badge], 14), `stays ${badgeShapes[step.badge].word}, left out`];
    }
    if (behind.has(index)) return [badgeImage(badgeShapes.stale, 14), "stale: reads what is left out"];
    if (step.assets.length === 0) return [`${formatCount(step.checks.length, "check")} run`];
    return [badgeImage(badgeShapes.fresh, 14), "fresh"];
  }

  return {
    element: grid,
    show(next, order, open, left) {
      preview = next;
      leftOut = left;
      behind = behindLeftOut(next.steps, left);
      rows = planRows({ steps: next.steps, order, open, leftOut: left, left: next.left });
      active = Math.min(active, Math.max(0, rows.length - 1));
      grid.setAttribute("aria-rowcount", String(rows.length + 1));
      const top = grid.scrollTop;
      list.setRows({ count: rows.length, rowHeight });
      grid.scrollTop = top;
      showActive();
    },
    focus: () => grid.focus(),
  };
}

function assetOf(step: PreviewStep | undefined): AssetKey | undefined {
  return step?.assets[0] ?? step?.checks[0]?.asset;
}

function gatesCell(gates: readonly PlannedCheck[]): HTMLElement {
  const made = cell("eg-plan-gates", "gridcell", gateWords(gates));
  if (gates.length > 0) made.title = gateNames(gates);
  return made;
}

function cell(looks: string, role: string, ...children: readonly (Node | string)[]): HTMLElement {
  return element("span", { class: `eg-plan-cell ${looks}`.trim(), role }, ...children);
}

function wave(words: string): HTMLElement {
  const made = element("span", { class: "eg-plan-wave" }, words);
  made.title = `Wave ${words}`;
  return made;
}

function hiddenWords(words: string): HTMLElement {
  return element("span", { class: "eg-hidden" }, words);
}

function tickBox(tick: Tick): HTMLElement {
  const made = element("span", { class: "eg-plan-box", role: "checkbox", "aria-label": "In the plan" });
  made.setAttribute("aria-checked", tick === "some" ? "mixed" : String(tick === "all"));
  made.textContent = tick === "all" ? "✓" : tick === "some" ? "–" : "";
  return made;
}
