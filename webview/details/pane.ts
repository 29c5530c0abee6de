import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { TableChange } from "../../protocol/messages/asset-table.ts";
import type { AssetDetails, RunSummary } from "../../protocol/messages/server-messages.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { badgeImage, element, iconImage, plainButton } from "../controls/element.ts";
import { makeMenuButton } from "../controls/menu.ts";
import { makeSplitButton } from "../controls/split-button.ts";
import { makeTabs } from "../controls/tabs.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import { assetAction, assetMenu } from "../lineage/run-actions.ts";
import type { ViewDesk } from "../views/view.ts";
import { checksTab } from "./checks-tab.ts";
import { columnsTab } from "./columns-tab.ts";
import { capital, notice, placeWords } from "./detail-parts.ts";
import { historyTab } from "./history-tab.ts";
import { overviewTab } from "./overview-tab.ts";

/** The pane beside the graph: everything about the picked asset. */
export interface Pane {
  readonly element: HTMLElement;
  /** Shows an asset, or hides the pane. Keeps what it shows until the answer is there. */
  show(key: AssetKey | undefined): void;
  /** Asks anew: what can be run has changed. */
  renew(): void;
  /** The table took a message: asks anew when it concerns what is shown. */
  fed(change: TableChange): void;
  /** A run went on. */
  run(run: RunSummary): void;
}

type TabName = "overview" | "checks" | "columns" | "history";

const panelId = "eg-details";

export function makePane(desk: ViewDesk): Pane {
  const root = element("aside", { class: "eg-pane", "aria-label": "Asset details" });
  root.hidden = true;
  let shown: AssetKey | undefined;
  let tab: TabName = "overview";
  let ticked = new Set<EventId>();
  let last: { readonly key: AssetKey; readonly details: AssetDetails } | undefined;
  const question = makeLatestQuestion();

  const ask = async (key: AssetKey): Promise<void> => {
    const signal = question.begin();
    try {
      const details = await desk.host.ask("details", { asset: key }, signal);
      if (signal.aborted) return;
      if (details === null) {
        last = undefined;
        root.replaceChildren(head(desk, key), notice(`${key} is defined nowhere.`, undefined));
      } else {
        last = { key, details };
        draw();
      }
    } catch (error) {
      if (signal.aborted) return;
      const words = error instanceof Error ? error.message : String(error);
      const again = makeButton("Ask again", {}, () => void ask(key));
      root.replaceChildren(head(desk, key), notice(`The details could not be read: ${words}`, "failed"), again);
    }
  };

  function draw(): void {
    if (last === undefined) return;
    const { key, details } = last;
    keepingFocus(root, () => {
      const { scrollTop } = root;
      const tabs = makeTabs("Details", tabsOf(details), tab, panelId, (name) => {
        tab = name;
        draw();
        root.querySelector<HTMLElement>(`#${panelId}-${name}`)?.focus();
      });
      const panel = element(
        "div",
        { id: panelId, class: "eg-tab-panel", role: "tabpanel", "aria-labelledby": `${panelId}-${tab}` },
        ...content(details),
      );
      root.replaceChildren(
        head(desk, key, details),
        sentences(desk, key, details),
        actions(desk, key, details),
        ...(details.description === undefined ? [] : [element("p", { class: "eg-under" }, details.description)]),
        tabs,
        panel,
      );
      root.scrollTop = scrollTop;
    });
  }

  function content(details: AssetDetails): Node[] {
    switch (tab) {
      case "overview":
        return overviewTab(desk, details, () => {
          tab = "checks";
          draw();
        });
      case "checks":
        return checksTab(desk, details);
      case "columns":
        return columnsTab(details);
      case "history":
        return historyTab(desk, details, ticked);
      default:
        return tab satisfies never;
    }
  }

  function renew(): void {
    if (shown !== undefined) void ask(shown);
  }

  return {
    element: root,
    show(key) {
      if (key === shown && key !== undefined) return;
      shown = key;
      root.hidden = key === undefined;
      if (key === undefined) {
        question.drop();
        return;
      }
      ticked = new Set();
      root.scrollTop = 0;
      // Another asset's details stay until the answer is there: nothing flickers.
      if (last === undefined) root.replaceChildren(head(desk, key), makeProgressRing());
      void ask(key);
    },
    renew,
    fed(change) {
      if (shown === undefined || change.kind === "gap" || change.kind === "nothing") return;
      if (change.kind !== "statuses" || concerns(desk, shown, change.statuses)) renew();
    },
    run(run) {
      if (shown !== undefined && run.assets.includes(shown) && run.state !== "started") renew();
    },
  };
}

function tabsOf({ checks, columns, history }: AssetDetails) {
  const count = (number: number) => (number === 0 ? {} : { count: String(number) });
  return [
    { name: "overview", text: "Overview" },
    { name: "checks", text: "Checks", ...count(checks.length) },
    { name: "columns", text: "Columns", ...count(columns?.length ?? 0) },
    { name: "history", text: "History", ...count(history.length) },
  ] as const;
}

/** What the pane shows depends on the asset and on its neighbours. */
function concerns({ table }: ViewDesk, key: AssetKey, statuses: readonly number[]): boolean {
  const id = table.find(key);
  if (id === undefined) return true;
  const near = new Set([id]);
  for (const { start, ids } of [table.upstream, table.downstream])
    for (const other of ids.subarray(start[id] ?? 0, start[id + 1] ?? 0)) near.add(other);
  return statuses.some((one) => near.has(one));
}

function head(desk: ViewDesk, key: AssetKey, details?: AssetDetails): HTMLElement {
  const id = desk.table.find(key);
  const shape = badgeShapes[badgeOf(id === undefined ? undefined : desk.table.badge[id])];
  const more = makeMenuButton(
    "eg-icon",
    "More",
    () => [
      { text: "Open the source", aside: "Enter", pressed: () => desk.host.tell({ kind: "open", asset: key }) },
      { text: "Open the value", pressed: () => desk.go({ view: "value", asset: key }) },
      { text: "Select all above and below", pressed: () => desk.setSelection(`+key:"${key}"+`) },
      { text: "Copy the key", pressed: () => desk.host.tell({ kind: "copy", text: key }) },
    ],
    iconImage("more"),
  );
  const close = plainButton("eg-icon", "Close details", () => desk.pick(undefined), iconImage("close"));
  const box = element(
    "header",
    {},
    element("div", { class: "eg-head" }, badgeImage(shape, 18), element("h1", {}, key), more, close),
  );
  if (details === undefined) return box;
  const { card } = details;
  const words = [
    card.group,
    ...card.kinds,
    ...(card.owners.length === 0 ? [] : [`owned by ${card.owners.join(", ")}`]),
  ].join(" · ");
  const open = (): void => desk.host.tell({ kind: "open", asset: key });
  const source = plainButton("eg-link eg-code", undefined, open, placeWords(details.range));
  source.title = "Open the definition";
  box.append(element("div", { class: "eg-under" }, words), source);
  return box;
}

function sentences(desk: ViewDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const id = desk.table.find(key);
  const badge = badgeOf(id === undefined ? undefined : desk.table.badge[id]);
  const shape = badgeShapes[badge];
  const error = details.status.happened.error;
  const text = details.sentences.length > 0 ? details.sentences.join(" ") : `${capital(shape.word)}.`;
  const box = notice(text, badge === "fresh" || badge === "external" ? undefined : shape.colour);
  if (error !== undefined) {
    if (!text.includes(error.message)) box.append(element("p", { class: "eg-code" }, error.message));
    if (error.remedy !== undefined) box.append(element("p", {}, error.remedy));
    const { range } = error;
    if (range !== undefined) {
      const open = (): void => desk.host.tell({ kind: "open place", range });
      box.append(" ", plainButton("eg-link eg-code", undefined, open, placeWords(range)));
    }
  }
  const links = details.status.sync.behind
    .slice(0, 3)
    .map((root) => plainButton("eg-link", undefined, () => desk.pick(root), `Show ${root}`));
  if (links.length > 0) box.append(element("div", { class: "eg-links" }, ...links));
  return box;
}

function actions(desk: ViewDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const box = element("div", { class: "eg-actions" });
  const id = desk.table.find(key);
  const running = id !== undefined && badgeOf(desk.table.badge[id]) === "running";
  const action = assetAction(desk, key);
  if (desk.canRun() && running) {
    const cancel = (): void => {
      for (const run of details.status.happened.running) desk.host.tell({ kind: "cancel", run });
    };
    box.append(makeButton("Cancel", { primary: true, icon: iconImage("stop") }, cancel));
  } else if (desk.canRun() && action !== undefined) {
    const run = (): void => desk.host.tell({ kind: "materialize", request: action.request });
    const items = () => assetMenu(desk, key, false);
    box.append(makeSplitButton(action.words, run, { label: "More ways to run", items }));
  }
  const open = (): void => desk.host.tell({ kind: "open", asset: key });
  box.append(makeButton("Source", { icon: iconImage("source") }, open));
  return box;
}

/** Draws anew, and gives the keyboard to what stands where it was. */
function keepingFocus(root: HTMLElement, draw: () => void): void {
  const all = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>("button, vscode-button, input, summary")];
  const before = all();
  const at = before.indexOf(document.activeElement as HTMLElement);
  const text = before[at]?.textContent;
  draw();
  if (at < 0) return;
  const after = all();
  (after.find((one) => one.textContent === text && text !== "") ?? after[at])?.focus();
}
