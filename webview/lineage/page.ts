import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable, type TableChange } from "../../protocol/messages/asset-table.ts";
import type { FeedMessage } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { badges } from "../../protocol/record/status.ts";
import { element, iconImage } from "../controls/element.ts";
import { makeButton, makeTextBox } from "../controls/toolkit.ts";
import { makePane } from "../details/pane.ts";
import { staleAbove } from "../details/stale-above.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { connectToHost, type Told } from "../host-connection.ts";
import { makeAccessibleTree, neighbours } from "./accessible-tree.ts";
import { makeAnnouncer } from "./announcer.ts";
import { keptAsJson, readKept } from "./kept-sheet.ts";
import { listenToKeys } from "./keyboard.ts";
import { countWords, filterWords, makeStateBox, type PageState } from "./page-state.ts";
import { makeStage } from "./stage.ts";
import { makeStatusPills } from "./status-pills.ts";
import { makeTip } from "./tip.ts";
import type { FromWorker, KeptSheet } from "./worker-messages.ts";

/** The lineage panel: puts its parts together and passes messages between host, worker and parts. */

const main = document.getElementById("evergraph");
if (main === null) throw new Error("The page has no element with the id evergraph.");
const page = main;

const table = emptyAssetTable();
const cards = new Map<AssetKey, Card>();
let canRun = false;
let selected: AssetKey | undefined;
let siblings: readonly AssetKey[] = [];
let matching = 0;
let broken: string | undefined;
/** The whole was asked for and has not come. */
let waitingForWhole = false;

const host = connectToHost(hear);
const kept = readKept(host.kept());
let sheet: KeptSheet = kept;

const stage = makeStage({ heard, broken: showBroken });
const tree = makeAccessibleTree(stage.surface);
const announcer = makeAnnouncer();
const tip = makeTip(stage.element);
const states = makeStateBox();
const pills = makeStatusPills(applyFilter);
const filterBox = makeTextBox("Filter assets by key", "Filter assets by key  ( / )", iconImage("search"), applyFilter);
filterBox.element.classList.add("eg-filter");
const count = element("span", { class: "eg-count", role: "status" });
const runBox = element("span", { class: "eg-run" });
const bar = element("header", { class: "eg-bar", role: "toolbar", "aria-label": "Lineage" });
const pane = makePane({
  table,
  canRun: () => canRun,
  open: (key) => host.tell({ kind: "open", asset: key }),
  select: (key) => stage.send({ kind: "select", key, reveal: "see", covered: coveredByPane() }),
  materialize,
  cancel: (details) => {
    for (const run of details.status.happened.running) host.tell({ kind: "cancel", run });
  },
  close: () => stage.send({ kind: "select", reveal: false }),
  details: (key) => host.ask("details", { asset: key }),
  now: () => Date.now(),
});

bar.append(filterBox.element, count, element("span", { class: "eg-space" }), runBox);
stage.element.append(pills.element, states.element, announcer.element);
page.append(bar, stage.element, pane.element);
stage.start(kept);
listenToKeys(stage.surface, page, {
  walk: (direction) => stage.send({ kind: "walk", direction }),
  open: () => selected !== undefined && host.tell({ kind: "open", asset: selected }),
  details: () => pane.show(selected),
  materialize: materializeSelected,
  fit: () => stage.send({ kind: "fit" }),
  toggleGroup: () => stage.send({ kind: "toggle group" }),
  filter: () => filterBox.focus(),
  back: () => stage.send({ kind: "select", reveal: false }),
  nextPane,
});
filterBox.element.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") clearFilter();
  if (key === "Escape" || key === "Enter") stage.surface.focus();
});
window.addEventListener("error", ({ message }) => host.tell({ kind: "problem", message }));
window.addEventListener("unhandledrejection", ({ reason }) => host.tell({ kind: "problem", message: String(reason) }));
if (document.readyState === "complete") page.classList.add("eg-loaded");
else window.addEventListener("load", () => page.classList.add("eg-loaded"));
showState();
host.tell({ kind: "ready" });

/** Pixels of the sheet that the pane will cover. The numbers are the style sheet's: in a wide panel it stands beside it, in a narrow one below. */
function coveredByPane(): number {
  return window.innerWidth <= 1100 && window.innerWidth > 760 ? 372 : 0;
}

/** From the extension host. */
function hear(message: Told): void {
  switch (message.kind) {
    case "snapshot":
    case "delta":
    case "status":
      feed(message);
      return;
    case "cursor":
      return;
    case "reveal":
      stage.send({ kind: "select", key: message.asset, reveal: "open group", covered: coveredByPane() });
      return;
    case "abilities":
      if (canRun === message.canRun) return;
      canRun = message.canRun;
      showRunButton();
      pane.renew();
      return;
    default:
      message satisfies never;
  }
}

function feed(message: FeedMessage): void {
  if (message.kind === "snapshot") waitingForWhole = false;
  // The worker has its own table, so that neither waits for the other.
  stage.send({ kind: "feed", message });
  const before = table.counts();
  const change = table.apply(message);
  switch (change.kind) {
    case "gap":
      if (!waitingForWhole) host.tell({ kind: "ready" });
      waitingForWhole = true;
      return;
    case "nothing":
      return;
    case "everything":
      cards.clear();
      break;
    case "graph":
      for (const id of change.moved) forget(id);
      break;
    case "statuses":
      break;
    default:
      change satisfies never;
  }
  const after = table.counts();
  if (change.kind !== "everything") {
    const failed = change.statuses.filter((id) => badgeOf(table.badge[id]) === "failed");
    announcer.statuses(
      before,
      after,
      failed.flatMap((id) => table.key(id) ?? []),
    );
  }
  pills.show(after);
  showRunButton();
  showState();
  if (concernsSelected(change)) {
    pane.renew();
    tree.show(table, selected, siblings, selected === undefined ? undefined : cards.get(selected));
  }
}

/** What the pane and the tree show depends on the asset and on its neighbours. */
function concernsSelected(change: TableChange): boolean {
  const id = selected === undefined ? undefined : table.find(selected);
  if (selected === undefined || change.kind === "gap" || change.kind === "nothing") return false;
  if (id === undefined || change.kind !== "statuses") return true;
  const near = new Set([id, ...neighbours(table, id, "upstream"), ...neighbours(table, id, "downstream")]);
  return change.statuses.some((one) => near.has(one));
}

function forget(id: number): void {
  const key = table.key(id);
  if (key !== undefined) cards.delete(key);
}

/** From the worker. */
function heard(message: FromWorker): void {
  switch (message.kind) {
    case "drawn":
      showState();
      document.body.dataset.assets = String(message.assets);
      document.body.dataset.ready = "lineage";
      return;
    case "hit":
      tip.show(message.hit, message.at, table);
      return;
    case "pressed": {
      const { hit, how } = message;
      if (hit.kind !== "asset") return;
      if (how === "open" || how === "double" || hit.name) host.tell({ kind: "open", asset: hit.key });
      return;
    }
    case "selected":
      selected = message.key;
      siblings = message.siblings;
      pane.show(selected);
      tree.show(table, selected, siblings, selected === undefined ? undefined : cards.get(selected));
      return;
    case "need cards":
      void fetchCards(message.keys);
      return;
    case "sheet":
      sheet = message.kept;
      tree.place(message.box);
      host.keep(keptAsJson(sheet));
      return;
    case "matching":
      matching = message.count;
      showState();
      return;
    case "problem":
      showBroken(message.message);
      return;
    default:
      message satisfies never;
  }
}

async function fetchCards(keys: readonly AssetKey[]): Promise<void> {
  try {
    const answered = await host.ask("cards", { keys });
    const known = answered.filter((card) => card !== null);
    for (const card of known) cards.set(card.key, card);
    stage.send({ kind: "cards", cards: known });
    if (selected !== undefined && keys.includes(selected)) tree.show(table, selected, siblings, cards.get(selected));
  } catch (error) {
    host.tell({ kind: "problem", message: `Cards were not answered: ${String(error)}` });
  }
}

function applyFilter(): void {
  stage.send({ kind: "filter", filter: { badges: pills.pressed(), text: filterBox.value() } });
}

function clearFilter(): void {
  pills.clear();
  filterBox.setValue("");
  applyFilter();
}

function showState(): void {
  states.show(stateOfPage());
  count.textContent = table.count === 0 ? "" : countWords(matching, table.count);
}

function stateOfPage(): PageState {
  if (broken !== undefined) return { kind: "broken", message: broken, again: drawAgain };
  if (table.revision === 0) return { kind: "loading" };
  if (table.count === 0) return { kind: "empty" };
  const pressed = pills.pressed();
  const text = filterBox.value().trim();
  if (matching > 0 || (pressed.length === 0 && text === "")) return { kind: "picture" };
  const words = filterWords(
    pressed.map((byte) => badgeShapes[badgeOf(byte)].word),
    text,
  );
  return { kind: "no match", text: words, all: table.count, showAll: clearFilter };
}

function showBroken(message: string): void {
  broken = message.split("\n")[0] ?? message;
  host.tell({ kind: "problem", message });
  showState();
}

function drawAgain(): void {
  broken = undefined;
  stage.start(sheet);
  showState();
  host.tell({ kind: "ready" });
}

/** The one primary button: makes what is stale, or else what never was made. */
function showRunButton(): void {
  const counts = table.counts();
  const of = (badge: (typeof badges)[number]): number => counts[badges.indexOf(badge)] ?? 0;
  const stale = of("stale") + of("maybe stale");
  const never = of("never");
  runBox.replaceChildren();
  if (!canRun || stale + never === 0) return;
  const [words, selection] =
    stale > 0
      ? [`Materialize ${formatNumber(stale)} stale`, 'status:"stale" or status:"maybe stale"']
      : [`Materialize ${formatNumber(never)}`, 'status:"never"'];
  const pressed = (): void => host.tell({ kind: "materialize", request: { selection } });
  runBox.append(makeButton(words, { primary: true, icon: iconImage("play") }, pressed));
}

function materialize(keys: readonly AssetKey[]): void {
  const selection = keys.map((key) => `key:"${key}"`).join(" or ");
  if (canRun) host.tell({ kind: "materialize", request: { selection } });
}

function materializeSelected(): void {
  const id = selected === undefined ? undefined : table.find(selected);
  if (id === undefined || table.external[id] === 1) return;
  materialize([...staleAbove(table, id), id].flatMap((one) => table.key(one) ?? []));
}

function nextPane(): void {
  const inPane = pane.element.contains(document.activeElement);
  const onSheet = document.activeElement === stage.surface;
  const target =
    onSheet && !pane.element.hidden ? pane.element.querySelector<HTMLElement>("button, vscode-button") : stage.surface;
  if (onSheet && pane.element.hidden) filterBox.focus();
  else if (inPane) filterBox.focus();
  else target?.focus();
}
