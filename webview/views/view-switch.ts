import type { PanelPlace } from "../../protocol/messages/panel-messages.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import type { View, ViewDesk } from "./view.ts";
import { viewMakers } from "./view-makers.ts";

type ViewName = PanelPlace["view"];

/** The panel's views, of which one is shown, and the segments that choose it. */
export interface ViewSwitch {
  /** Holds the views. */
  readonly element: HTMLElement;
  readonly segments: HTMLElement;
  place(): PanelPlace;
  /** The one that is shown. */
  current(): View;
  go(place: PanelPlace): void;
}

const faces = {
  graph: { text: "Graph", icon: "graph" },
  table: { text: "Table", icon: "table" },
  runs: { text: "Runs", icon: "runs" },
  plan: { text: "Plan", icon: "plan" },
  value: { text: "Value", icon: "value" },
} as const;
const order: readonly ViewName[] = ["graph", "table", "runs", "plan", "value"];

/** `graph` is there from the beginning; the others are made when they are first shown. */
export function makeViewSwitch(graph: View, desk: ViewDesk, changed: (place: PanelPlace) => void): ViewSwitch {
  const root = element("div", { class: "eg-views" });
  const segments = element("div", { class: "eg-segments", role: "group", "aria-label": "View" });
  const made = new Map<ViewName, View>([["graph", graph]]);
  /** Where each view was, so that its segment leads back there. */
  const places = new Map<ViewName, PanelPlace>([
    ["graph", { view: "graph" }],
    ["table", { view: "table" }],
    ["runs", { view: "runs" }],
  ]);
  let place: PanelPlace = { view: "graph" };
  root.append(graph.element);
  graph.element.classList.add("eg-view");
  root.dataset.view = "graph";

  function viewOf(name: ViewName): View {
    const known = made.get(name);
    if (known !== undefined) return known;
    if (name === "graph") return graph;
    const view = viewMakers[name](desk);
    made.set(name, view);
    view.element.classList.add("eg-view");
    view.element.hidden = true;
    root.append(view.element);
    return view;
  }

  function showSegments(): void {
    const shown = order.filter((name) => places.has(name));
    const buttons = shown.map((name) => {
      const { text, icon } = faces[name];
      const button = plainButton(
        "eg-segment",
        undefined,
        () => go(places.get(name) ?? place, true),
        iconImage(icon),
        element("span", {}, text),
      );
      button.setAttribute("aria-pressed", String(place.view === name));
      button.title = text;
      button.dataset.view = name;
      return button;
    });
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.view : undefined;
    const hadFocus = segments.contains(document.activeElement);
    segments.replaceChildren(...buttons);
    if (hadFocus) buttons.find((button) => button.dataset.view === focused)?.focus();
  }

  function go(next: PanelPlace, isByHand = false): void {
    const view = viewOf(next.view);
    const before = made.get(place.view);
    if (before !== view) {
      before?.hide();
      if (before !== undefined) before.element.hidden = true;
      view.element.hidden = false;
    }
    place = next;
    places.set(next.view, next);
    root.dataset.view = next.view;
    view.show(next);
    showSegments();
    changed(next);
    if (!isByHand) view.focus();
  }

  showSegments();
  return {
    element: root,
    segments,
    place: () => place,
    current: () => made.get(place.view) ?? graph,
    go: (next) => go(next),
  };
}
