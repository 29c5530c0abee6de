import type { WalkDirection } from "../drawing/walk.ts";

/** What a key does while the graph has the focus. */
export interface KeyboardDesk {
  walk(direction: WalkDirection): void;
  open(): void;
  details(): void;
  materialize(): void;
  fit(): void;
  toggleGroup(): void;
  filter(): void;
  back(): void;
  nextPane(): void;
}

const walks: Readonly<Record<string, WalkDirection>> = {
  ArrowLeft: "upstream",
  ArrowRight: "downstream",
  ArrowUp: "before",
  ArrowDown: "after",
  Home: "first",
  End: "last",
};

/** Single letters act only here, never in a field. */
export function listenToKeys(surface: HTMLElement, page: HTMLElement, desk: KeyboardDesk): void {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    event.preventDefault();
    desk.nextPane();
  });
  surface.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = actionOf(event.key, desk);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function actionOf(key: string, desk: KeyboardDesk): (() => void) | undefined {
  const direction = walks[key];
  if (direction !== undefined) return () => desk.walk(direction);
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "Enter":
      return desk.open;
    case " ":
      return desk.details;
    case "m":
      return desk.materialize;
    case "z":
      return desk.fit;
    case "g":
      return desk.toggleGroup;
    case "/":
      return desk.filter;
    case "Escape":
      return desk.back;
    default:
      return undefined;
  }
}
