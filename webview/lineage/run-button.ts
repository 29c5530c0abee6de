import { element } from "../controls/element.ts";
import { makeSplitButton } from "../controls/split-button.ts";
import type { ViewDesk } from "../views/view.ts";
import { mainAction, mainMenu } from "./run-actions.ts";

/** The one primary button of the graph and the table, and its menu. There is none when nothing is to be made, or nothing can run. */
export interface RunButton {
  readonly element: HTMLElement;
  /** Statuses, the selection, or what can be run have changed. */
  renew(): void;
}

export function makeRunButton(desk: ViewDesk): RunButton {
  const root = element("div", { class: "eg-run" });
  let shown: string | undefined;

  function run(): void {
    const action = mainAction(desk);
    if (action !== undefined) desk.host.tell({ kind: "materialize", request: action.request });
  }

  return {
    element: root,
    renew() {
      const words = desk.canRun() ? mainAction(desk)?.words : undefined;
      if (words === shown) return;
      shown = words;
      if (words === undefined) root.replaceChildren();
      else
        root.replaceChildren(makeSplitButton(words, run, { label: "More ways to run", items: () => mainMenu(desk) }));
    },
  };
}
