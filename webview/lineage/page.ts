import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import type { FeedMessage } from "../../protocol/messages/lineage-feed.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeMenuButton } from "../controls/menu.ts";
import { makePane } from "../details/pane.ts";
import { badgeOf } from "../drawing/badge-shapes.ts";
import { connectToHost, type Told } from "../host-connection.ts";
import type { ViewDesk } from "../views/view.ts";
import { makeViewSwitch } from "../views/view-switch.ts";
import { makeAnnouncer } from "./announcer.ts";
import { makeCauses } from "./causes.ts";
import { makeChoice } from "./choice.ts";
import { makeDepthControl } from "./depth-control.ts";
import { exportMenu } from "./export-menu.ts";
import { makeGraphView } from "./graph-view.ts";
import { keptPageAsJson, readKeptPage } from "./kept-page.ts";
import { showKeyHelp } from "./key-help.ts";
import { listenToKeys } from "./keyboard.ts";
import { nearerSelections, nearestName } from "./nearer-selections.ts";
import { makeNotices, type NoticeFacts } from "./notices.ts";
import { listenToPageKeys } from "./page-keys.ts";
import { countWords, makeStateBox, type PageState } from "./page-state.ts";
import { assetAction } from "./run-actions.ts";
import { makeRunButton } from "./run-button.ts";
import { makeSelectionBox } from "./selection-box.ts";
import { makeSelectionCounts } from "./selection-counts.ts";
import { makeStatusPills } from "./status-pills.ts";

/** The lineage panel: puts its parts together and passes messages between host, views and parts. */

const main = document.getElementById("evergraph");
if (main === null) throw new Error("The page has no element with the id evergraph.");
const page = main;

const table = emptyAssetTable();
let canRun = false;
let facts: NoticeFacts = {};
let picked: AssetKey | undefined;
let follows = false;
let broken: string | undefined;
/** The whole was asked for and has not come. */
let waitingForWhole = false;

const host = connectToHost(hear);
const kept = readKeptPage(host.kept());
follows = kept.follows;
let keptViews = kept.views;

const desk: ViewDesk = {
  host,
  table,
  now: () => Date.now(),
  canRun: () => canRun,
  isChosen: (id) => choice.has(id),
  selection: () => choice.text(),
  setSelection(text) {
    box.show(text);
    choice.setText(text);
    depth.renew();
  },
  picked: () => picked,
  pick,
  go: (place) => views.go(place),
  kept: (view) => keptViews[view],
  keep(view, state) {
    keptViews = { ...keptViews, [view]: state };
    keep();
  },
  announce: (text) => announcer.say(text),
};

const choice = makeChoice(
  host,
  table,
  { text: kept.selection, pressed: kept.pressed },
  { changed: chosenChanged, judged: selectionJudged },
);
const announcer = makeAnnouncer();
const graph = makeGraphView({
  views: desk,
  kept: kept.sheet,
  chosen: () => ({ ids: choice.ids(), badges: choice.pressed() }),
  changed: keep,
  drawn(assets) {
    showState();
    document.body.dataset.assets = String(assets);
    document.body.dataset.ready = "lineage";
  },
  broken: showBroken,
  covered: coveredByPane,
});
const views = makeViewSwitch(graph, desk, ({ view }) => {
  page.dataset.view = view;
  showPane();
  showState();
  keep();
});
const depth = makeDepthControl({
  selection: () => choice.text(),
  setSelection: desk.setSelection,
  picked: () => picked,
  isKey: (key) => table.find(key) !== undefined,
});
const box = makeSelectionBox(kept.selection, kept.earlier, {
  complete: (text, offset, signal) => host.ask("complete", { text, offset }, signal),
  changed(text) {
    choice.setText(text);
    depth.renew();
    keep();
  },
  leave: () => views.current().focus(),
  kept: keep,
});
const pills = makeStatusPills(kept.pressed, () => choice.setPressed(pills.pressed()));
const states = makeStateBox();
const counts = makeSelectionCounts(host, showState);
const notices = makeNotices(desk);
const pane = makePane(desk);
const causes = makeCauses(desk, () => showPane());
const followButton = plainButton("eg-icon", undefined, toggleFollow, iconImage("follow"));
const exportButton = makeMenuButton(
  "eg-icon eg-export",
  "Export",
  () => exportMenu(desk, graph, (text) => host.tell({ kind: "problem", message: `Nothing was exported: ${text}` })),
  iconImage("export"),
);
const runButton = makeRunButton(desk);

page.append(
  element(
    "div",
    { class: "eg-bar", role: "toolbar", "aria-label": "Lineage" },
    box.element,
    depth.element,
    views.segments,
    element("span", { class: "eg-space" }),
    element("div", { class: "eg-tools" }, followButton, exportButton),
    runButton.element,
  ),
  views.element,
  element("div", { class: "eg-side" }, pane.element, causes.element),
);
views.element.prepend(element("div", { class: "eg-strip" }, pills.element, causes.strip));
views.element.append(notices.element, states.element, announcer.element);
graph.start();
showFollow();
if (kept.view !== "graph") views.go({ view: kept.view });
if (kept.selection !== "") choice.setText(kept.selection);

listenToKeys(graph.surface, {
  walk: (direction) => graph.send({ kind: "walk", direction }),
  open: () => picked !== undefined && host.tell({ kind: "open", asset: picked }),
  details: () => pane.show(picked),
  materialize: () => runPicked("materialize"),
  plan: () => runPicked("plan"),
  depth: (by, side) => depth.step(by, side),
  fit: () => graph.send({ kind: "fit" }),
  toggleGroup: (around) => graph.send({ kind: "toggle group", ...(around === true && { around }) }),
  back,
});
listenToPageKeys(page, {
  select: () => box.focus(),
  help: () => showKeyHelp(page),
  /** Toolbar, view, and the pane when there is one. */
  parts: () => [
    { holds: box.element.parentElement ?? box.element, focus: () => box.focus() },
    { holds: views.element, focus: () => views.current().focus() },
    ...[pane.element, causes.element]
      .filter(({ hidden }) => !hidden)
      .map((part) => ({ holds: part, focus: () => part.querySelector<HTMLElement>("button, vscode-button")?.focus() })),
  ],
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
      if (follows && message.asset !== undefined && message.asset !== picked) follow(message.asset);
      return;
    case "reveal":
      if (views.place().view !== "graph") views.go({ view: "graph" });
      follow(message.asset);
      return;
    case "show":
      views.go(message);
      return;
    case "run":
      views.current().run?.(message.run);
      pane.run(message.run);
      return;
    case "abilities":
      facts = { cannotRun: message.cannotRun, storeProblem: message.storeProblem };
      if (canRun !== message.canRun) abilitiesChanged(message.canRun);
      notices.renew(facts);
      return;
    default:
      message satisfies never;
  }
}

function abilitiesChanged(can: boolean): void {
  canRun = can;
  runButton.renew();
  pane.renew();
  causes.renew();
}

function feed(message: FeedMessage): void {
  if (message.kind === "snapshot") waitingForWhole = false;
  graph.feed(message);
  const before = table.counts();
  const change = table.apply(message);
  if (change.kind === "gap") {
    if (!waitingForWhole) host.tell({ kind: "ready" });
    waitingForWhole = true;
    return;
  }
  if (change.kind === "nothing") return;
  const after = table.counts();
  if (change.kind !== "everything") {
    const failed = change.statuses.filter((id) => badgeOf(table.badge[id]) === "failed");
    announcer.statuses(
      before,
      after,
      failed.flatMap((id) => table.key(id) ?? []),
    );
  }
  counts.forget();
  graph.fed(change);
  views.current().renew({ change });
  choice.renew();
  pills.show(after);
  causes.renew();
  notices.renew(facts);
  depth.renew();
  runButton.renew();
  showCount();
  showState();
  pane.fed(change);
}

/** Shows an asset that the host names: in the graph, whatever the selection leaves. */
function follow(asset: AssetKey): void {
  const id = table.find(asset);
  const isMoved = depth.moveTo(asset);
  if (!isMoved && id !== undefined && !choice.has(id)) {
    pills.clear();
    choice.setPressed([]);
    desk.setSelection("");
  }
  if (views.place().view === "graph") graph.reveal(asset);
  else pick(asset);
}

function pick(asset: AssetKey | undefined): void {
  if (asset === picked) return;
  picked = asset;
  views.current().renew({ picked: true });
  depth.renew();
  showPane();
}

/** The details belong to the graph: other views show their own. */
function showPane(): void {
  const isGraph = views.place().view === "graph";
  pane.show(isGraph ? picked : undefined);
  causes.show(isGraph && picked === undefined);
}

function chosenChanged(): void {
  views.current().renew({ chosen: true });
  runButton.renew();
  showCount();
  showState();
  keep();
}

function selectionJudged(): void {
  const problems = choice.problems();
  const nearest = problems.length === 0 ? undefined : nearestName(table, choice.text());
  box.judge(problems, nearest);
  showCount();
  showState();
}

function showCount(): void {
  if (table.count === 0) return;
  const count = choice.count();
  box.count(`${formatNumber(count)} of ${formatNumber(table.count)}`, countWords(count, table.count));
  views.element.dataset.filtered = String(choice.pressed().length > 0);
}

function showState(): void {
  states.show(stateOfPage());
}

function stateOfPage(): PageState {
  const { view } = views.place();
  if (broken !== undefined && view === "graph") return { kind: "broken", message: broken, again: drawAgain };
  if (view !== "graph" && view !== "table") return { kind: "picture" };
  if (table.revision === 0) return { kind: "loading" };
  if (table.count === 0) return { kind: "empty" };
  if (choice.problems().length > 0 || choice.count() > 0) return { kind: "picture" };
  return {
    kind: "no match",
    ...nearerSelections(choice, table, { set: desk.setSelection, clearPills, countOf: counts.of }),
  };
}

function clearPills(): void {
  pills.clear();
  choice.setPressed([]);
}

function showBroken(message: string): void {
  broken = message.split("\n")[0] ?? message;
  host.tell({ kind: "problem", message });
  showState();
}

function drawAgain(): void {
  broken = undefined;
  graph.start();
  showState();
  host.tell({ kind: "ready" });
}

/** Out of the details, out of the causes, and out of a selection that leaves nothing to the one before. */
function back(): void {
  if (picked !== undefined) pick(undefined);
  else if (!causes.element.hidden) causes.close();
  else if (table.count > 0 && choice.count() === 0) {
    desk.setSelection(box.earlier().findLast((text) => text !== choice.text().trim()) ?? "");
  }
}

function runPicked(how: "materialize" | "plan"): void {
  const action = picked === undefined || !canRun ? undefined : assetAction(desk, picked);
  if (action === undefined) return;
  if (how === "plan") desk.go({ view: "plan", request: action.request });
  else host.tell({ kind: "materialize", request: action.request });
}

function toggleFollow(): void {
  follows = !follows;
  showFollow();
  keep();
}

function showFollow(): void {
  followButton.setAttribute("aria-pressed", String(follows));
  followButton.title = follows
    ? "Follows the editor's cursor: press to pin"
    : "Pinned: press to follow the editor's cursor";
  followButton.setAttribute("aria-label", "Follow the editor");
}

function keep(): void {
  const { view } = views.place();
  host.keep(
    keptPageAsJson({
      sheet: graph.kept(),
      view: view === "table" || view === "runs" ? view : "graph",
      selection: choice.text(),
      earlier: box.earlier(),
      pressed: choice.pressed(),
      follows,
      views: keptViews,
    }),
  );
}
