import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { badges } from "../../protocol/record/status.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";
import type { ViewDesk } from "../views/view.ts";
import { selectionOf } from "./run-actions.ts";

/** What is to be known of the project as a whole, over the view: why nothing can be run, what is wrong with the store, where to begin. */
export interface Notices {
  readonly element: HTMLElement;
  /** The table or the abilities have changed. */
  renew(facts: NoticeFacts): void;
}

export interface NoticeFacts {
  /** Why no run can be started, when that is known. */
  readonly cannotRun?: RecordedError | undefined;
  readonly storeProblem?: RecordedError | undefined;
}

interface Notice {
  readonly name: string;
  readonly words: string;
  readonly more?: string | undefined;
  /** Off is no error and has no colour. */
  readonly colour?: "failed" | "running";
  readonly actions: () => readonly Node[];
}

export function makeNotices(desk: ViewDesk): Notices {
  const root = element("div", { class: "eg-notices" });
  /** Those that the user has put away. */
  const away = new Set<string>();
  let shown = "";

  function draw(notices: readonly Notice[]): void {
    const left = notices.filter(({ name, words }) => !away.has(name + words));
    const text = JSON.stringify(left.map(({ name, words, more }) => [name, words, more, desk.canRun()]));
    if (text === shown) return;
    shown = text;
    root.replaceChildren(
      ...left.map(({ name, words, more, colour, actions }) => {
        const putAway = (): void => {
          away.add(name + words);
          draw(notices);
        };
        const buttons = actions();
        return element(
          "div",
          { class: "eg-notice", role: "status", ...(colour === undefined ? {} : { "data-colour": colour }) },
          plainButton("eg-icon eg-put-away", "Put away", putAway, iconImage("close")),
          element("p", {}, element("b", {}, words), more === undefined ? "" : ` ${more}`),
          ...(buttons.length === 0 ? [] : [element("div", { class: "eg-actions" }, ...buttons)]),
        );
      }),
    );
  }

  return {
    element: root,
    renew({ cannotRun, storeProblem }) {
      draw([
        ...(storeProblem === undefined ? [] : [problem("store", storeProblem, "failed")]),
        ...(cannotRun === undefined ? [] : [problem("cannot run", cannotRun, undefined)]),
        ...beginning(desk),
      ]);
    },
  };
}

function problem(name: string, { message, remedy }: RecordedError, colour: "failed" | undefined): Notice {
  return { name, words: message, more: remedy, ...(colour === undefined ? {} : { colour }), actions: () => [] };
}

/** Before the first run: one asset to begin with, or all in order. */
function beginning(desk: ViewDesk): Notice[] {
  const first = firstToMake(desk.table);
  if (first === undefined) return [];
  const { key, count } = first;
  const actions = (): Node[] => {
    if (!desk.canRun()) return [];
    const run = (): void =>
      desk.host.tell({ kind: "materialize", request: { selection: selectionOf([asAssetKey(key)]) } });
    const plan = (): void => desk.go({ view: "plan", request: { selection: "*" } });
    return [
      makeButton(`Materialize ${key}`, { icon: iconImage("play") }, run),
      makeButton(`Plan all ${formatNumber(count)}`, {}, plan),
    ];
  };
  return [
    {
      name: "beginning",
      words: `${formatCount(count, "asset")}.`,
      more: "None is made yet. Begin with one, or make them all in order.",
      colour: "running",
      actions,
    },
  ];
}

/** When none was ever made: one that waits for no other, and how many there are to make. */
export function firstToMake(table: AssetTable): { readonly key: string; readonly count: number } | undefined {
  const never = badges.indexOf("never");
  const { start, ids } = table.upstream;
  let key: string | undefined;
  let count = 0;
  for (let id = 0; id < table.size; id++) {
    if (table.present[id] !== 1 || table.external[id] === 1) continue;
    if (table.badge[id] !== never) return undefined;
    count++;
    const inputs = ids.subarray(start[id] ?? 0, start[id + 1] ?? 0);
    if (key === undefined && inputs.every((other) => table.external[other] === 1)) key = table.key(id);
  }
  return key === undefined ? undefined : { key, count };
}
