import type { StaleRoot } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { badges } from "../../protocol/record/status.ts";
import { badgeImage, element, iconImage, plainButton } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";
import { placeWords } from "../details/detail-parts.ts";
import { badgeOf, badgeShapes, byNeed } from "../drawing/badge-shapes.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import type { ViewDesk } from "../views/view.ts";
import { selectionOf } from "./run-actions.ts";

/** Why so much is stale: the few causes, how far each reaches, and a button that makes one again with all below. */
export interface Causes {
  /** The pane, when no asset is picked. */
  readonly element: HTMLElement;
  /** `4 causes explain 147 stale`: opens the pane. */
  readonly strip: HTMLElement;
  /** The table has changed, or what can be run. */
  renew(): void;
  /** Whether the pane may be seen now. */
  show(may: boolean): void;
  close(): void;
}

const pause = 400;

export function makeCauses(desk: ViewDesk, toggled: () => void): Causes {
  const root = element("aside", { class: "eg-pane eg-causes", "aria-label": "What needs attention" });
  const strip = plainButton("eg-pill eg-causes-strip", undefined, toggle);
  root.hidden = true;
  strip.hidden = true;
  let roots: readonly StaleRoot[] = [];
  let isOpen = false;
  let mayShow = true;
  let timer: number | undefined;
  const question = makeLatestQuestion();

  function toggle(): void {
    isOpen = !isOpen;
    if (isOpen) desk.pick(undefined);
    showRoot();
    toggled();
    if (isOpen) root.querySelector("button")?.focus();
  }

  function showRoot(): void {
    root.hidden = !isOpen || !mayShow;
    strip.setAttribute("aria-expanded", String(!root.hidden));
    if (!root.hidden) draw();
  }

  async function ask(): Promise<void> {
    const signal = question.begin();
    try {
      const found = await desk.host.ask("explain", {}, signal);
      if (signal.aborted) return;
      roots = found;
    } catch {
      // Not known now; the strip goes until it is.
      if (signal.aborted) return;
      roots = [];
    }
    const explained = new Set(roots.flatMap(({ assets }) => assets)).size === 0 ? 0 : stale(desk);
    strip.hidden = roots.length === 0 || explained === 0;
    const causes = formatCount(roots.length, "cause");
    strip.textContent = `${causes} ${roots.length === 1 ? "explains" : "explain"} ${formatNumber(explained)} stale`;
    if (roots.length === 0 && isOpen) isOpen = false;
    showRoot();
  }

  function draw(): void {
    const most = Math.max(1, ...roots.map(({ explains }) => explains));
    const close = plainButton("eg-icon", "Close", toggle, iconImage("close"));
    root.replaceChildren(
      element(
        "header",
        {},
        element("div", { class: "eg-head" }, element("h1", {}, projectWords(desk)), close),
        shareBar(desk),
      ),
      element("h2", {}, "Needs attention"),
      element("ul", { class: "eg-cause-list" }, ...roots.map((one) => causeRow(desk, one, most))),
    );
  }

  return {
    element: root,
    strip,
    renew() {
      // Statuses come in bursts while a run goes on.
      if (timer !== undefined) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        if (stale(desk) > 0) void ask();
        else {
          question.drop();
          roots = [];
          isOpen = false;
          strip.hidden = true;
          showRoot();
        }
      }, pause);
    },
    show(may) {
      mayShow = may;
      showRoot();
    },
    close() {
      isOpen = false;
      showRoot();
    },
  };
}

function causeRow(desk: ViewDesk, { reason, assets, explains, range }: StaleRoot, most: number): HTMLElement {
  const [first] = assets;
  const id = first === undefined ? undefined : desk.table.find(first);
  const shape = badgeShapes[badgeOf(id === undefined ? undefined : desk.table.badge[id])];
  const bar = element("span", { class: "eg-reach" }, element("span", {}));
  (bar.firstElementChild as HTMLElement).style.setProperty("width", `${Math.max(2, (explains / most) * 100)}%`);
  const names = assets.slice(0, 3);
  const rest = assets.length - names.length;
  const selection = assets.map((key) => `key:"${key}"+`).join(" or ");
  // A cause may have failed; what it holds back is stale or was not made for it.
  const again = `${selectionOf(assets)} or ((${selection}) and (status:stale or status:maybe_stale or status:upstream_failed))`;
  const run = makeButton(`Materialize ${formatNumber(explains)}`, { icon: iconImage("play") }, () =>
    desk.host.tell({
      kind: "materialize",
      request: { selection: again },
    }),
  );
  return element(
    "li",
    {},
    element(
      "div",
      { class: "eg-cause-head" },
      badgeImage(shape, 16),
      element(
        "span",
        {},
        ...names.flatMap((key, index) => [
          ...(index === 0 ? [] : [", "]),
          plainButton("eg-link", undefined, () => desk.pick(key), key),
        ]),
        rest === 0 ? "" : ` and ${formatCount(rest, "other")}`,
      ),
    ),
    element("p", {}, reason),
    element(
      "div",
      { class: "eg-cause-reach" },
      bar,
      element("b", {}, formatNumber(explains)),
      element("span", { class: "eg-aside" }, explains === 1 ? "stale asset" : "stale assets"),
    ),
    element(
      "div",
      { class: "eg-links" },
      ...(desk.canRun() ? [run] : []),
      plainButton("eg-link", undefined, () => desk.setSelection(selection), "Select"),
      ...(range === undefined
        ? []
        : [
            plainButton(
              "eg-link eg-code",
              undefined,
              () => desk.host.tell({ kind: "open place", range }),
              placeWords(range),
            ),
          ]),
    ),
  );
}

function projectWords({ table }: ViewDesk): string {
  const groups = new Set<number>();
  for (let id = 0; id < table.size; id++) if (table.present[id] === 1) groups.add(table.group[id] ?? 0);
  return `${formatCount(table.count, "asset")}, ${formatCount(groups.size, "group")}`;
}

/** How much of the whole has which status. */
function shareBar({ table }: ViewDesk): HTMLElement {
  const counts = table.counts();
  const parts = byNeed.toReversed().flatMap((badge) => {
    const count = counts[badges.indexOf(badge)] ?? 0;
    if (count === 0) return [];
    const part = element("span", { title: `${formatNumber(count)} ${badgeShapes[badge].word}` });
    part.style.setProperty("flex-grow", String(count));
    part.style.setProperty("background", `var(--eg-${badge === "fresh" ? "freshQuiet" : badgeShapes[badge].colour})`);
    return [part];
  });
  return element("div", { class: "eg-share", "aria-hidden": "true" }, ...parts);
}

function stale({ table }: ViewDesk): number {
  const counts = table.counts();
  return (counts[badges.indexOf("stale")] ?? 0) + (counts[badges.indexOf("maybe stale")] ?? 0);
}
