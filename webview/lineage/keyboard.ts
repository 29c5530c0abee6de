import type { WalkDirection } from "../drawing/walk.ts";

/** What a key does while the graph has the focus. */
export interface KeyboardDesk {
  walk(direction: WalkDirection): void;
  open(): void;
  details(): void;
  materialize(): void;
  fit(): void;
  /** Opens or closes the group of the selected asset; `around`: the one outside of it. */
  toggleGroup(around?: true): void;
  plan(): void;
  /** More or fewer steps up and down. */
  depth(by: 1 | -1, side?: "up" | "down"): void;
  back(): void;
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
export function listenToKeys(surface: HTMLElement, desk: KeyboardDesk): void {
  surface.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = actionOf(event.key, event.shiftKey, desk);
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

function actionOf(key: string, shift: boolean, desk: KeyboardDesk): (() => void) | undefined {
  if (shift && key === "ArrowRight") return () => desk.depth(1, "down");
  if (shift && key === "ArrowLeft") return () => desk.depth(1, "up");
  const direction = walks[key];
  if (direction !== undefined) return () => desk.walk(direction);
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case "Enter":
      return desk.open;
    case " ":
      return desk.details;
    case "m":
      return desk.materialize;
    case "p":
      return desk.plan;
    case "z":
      return desk.fit;
    case "g":
      return () => (shift ? desk.toggleGroup(true) : desk.toggleGroup());
    case "[":
      return () => desk.depth(-1);
    case "]":
      return () => desk.depth(1);
    case "Escape":
      return desk.back;
    default:
      return undefined;
  }
}
