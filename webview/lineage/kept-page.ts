import type { Json } from "../../protocol/errors/error-entry.ts";
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
}

export function keptPageAsJson({ sheet, view, selection, earlier, pressed, follows }: KeptPage): Json {
  return { ...(keptAsJson(sheet) as object), view, selection, earlier: [...earlier], pressed: [...pressed], follows };
}

/** What another version kept may look otherwise: what does not fit is left out. */
export function readKeptPage(state: unknown): KeptPage {
  const { view, selection, earlier, pressed, follows } = (
    typeof state === "object" && state !== null ? state : {}
  ) as Record<string, unknown>;
  return {
    sheet: readKept(state),
    view: view === "table" || view === "runs" ? view : "graph",
    selection: typeof selection === "string" ? selection : "",
    earlier: Array.isArray(earlier) ? earlier.filter((text) => typeof text === "string") : [],
    pressed: Array.isArray(pressed) ? pressed.filter((badge) => Number.isInteger(badge)) : [],
    follows: follows === true,
  };
}
