import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable, TableChange } from "../../protocol/messages/asset-table.ts";
import type { PanelPlace } from "../../protocol/messages/panel-messages.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { HostConnection } from "../host-connection.ts";

/**
 * One of the panel's views: graph, table, runs, plan, value. Made when it is first shown; then it lives as long as the page. It draws
 * only while it is shown, and brings itself to the present when it is shown again.
 */
export interface View {
  readonly element: HTMLElement;
  /** It is on the screen from now on; `place` says what of it is wanted, when something is. */
  show(place: PanelPlace): void;
  /** It is no more on the screen. */
  hide(): void;
  /** The assets changed, or which of them the selection and the pills leave, or which one is picked. Only while it is shown. */
  renew(what: { readonly change?: TableChange; readonly chosen?: true; readonly picked?: true }): void;
  /** A run began, went on or ended. Only while it is shown. */
  run?(run: RunSummary): void;
  /** Puts the keyboard into it. */
  focus(): void;
}

/** Views of which something outlives the page, beside the graph. */
export type KeepingView = "table";

/** What the page lends to its views. */
export interface ViewDesk {
  readonly host: HostConnection;
  /** The feed, applied. */
  readonly table: AssetTable;
  /** Milliseconds since the epoch. */
  now(): number;
  canRun(): boolean;
  /** Whether the selection and the pills leave it. */
  isChosen(asset: AssetId): boolean;
  /** The selection's text. */
  selection(): string;
  setSelection(text: string): void;
  /** The asset that the details pane shows; all views share it. */
  picked(): AssetKey | undefined;
  pick(asset: AssetKey | undefined): void;
  go(place: PanelPlace): void;
  /** What a view kept of itself when the page was last closed or hidden; of another version it may look otherwise. */
  kept(view: KeepingView): unknown;
  keep(view: KeepingView, state: Json): void;
  /** Says something to a screen reader. */
  announce(text: string): void;
}
