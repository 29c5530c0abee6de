import type { Json } from "../../protocol/errors/error-entry.ts";
import type { KeepingView } from "../views/view.ts";
import { keptAsJson, readKept } from "./kept-sheet.ts";
import type { KeptSheet } from "./worker-messages.ts";

/** What a page keeps when it is closed or hidden. */
export interface KeptPage {
  readonly sheet: KeptSheet;
  readonly view: "graph" | "table" | "runs";
  readonly selection: string;
  /** Selections of before, the latest last. */
  readonly earlier: readonly string[];
  /** Positions in `badges` of the pressed pills. */
  readonly pressed: readonly number[];
  /** The picked asset follows the editor's cursor. */
  readonly follows: boolean;
  /** What single views keep of themselves: each reads its own. */
  readonly views: { readonly [View in KeepingView]?: Json };
}

const keepingViews: readonly KeepingView[] = ["table"];

export function keptPageAsJson({ sheet, view, selection, earlier, pressed, follows, views }: KeptPage): Json {
  return {
    ...(keptAsJson(sheet) as object),
    view,
    selection,
    earlier: [...earlier],
    pressed: [...pressed],
    follows,
    views: { ...views },
  };
}

/** What another version kept may look otherwise: what does not fit is left out. */
export function readKeptPage(state: unknown): KeptPage {
  const { view, selection, earlier, pressed, follows, views } = fieldsOf(state);
  return {
    sheet: readKept(state),
    view: view === "table" || view === "runs" ? view : "graph",
    selection: typeof selection === "string" ? selection : "",
    earlier: Array.isArray(earlier) ? earlier.filter((text) => typeof text === "string") : [],
    pressed: Array.isArray(pressed) ? pressed.filter((badge) => Number.isInteger(badge)) : [],
    follows: follows === true,
    views: Object.fromEntries(
      keepingViews.flatMap((name) => {
        const kept = fieldsOf(views)[name];
        return kept === undefined ? [] : [[name, kept as Json]];
      }),
    ),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
