import type { PanelPlace } from "../../protocol/messages/panel-messages.ts";
import { makePlanView } from "../plan/plan-view.ts";
import { makeRunsView } from "../runs/runs-view.ts";
import { makeTableView } from "../table/table-view.ts";
import { makeValueView } from "../values/value-view.ts";
import type { View, ViewDesk } from "./view.ts";

/** How each view is made when it is first shown. The graph is the page's own. */
export const viewMakers: Readonly<Record<Exclude<PanelPlace["view"], "graph">, (desk: ViewDesk) => View>> = {
  table: makeTableView,
  runs: makeRunsView,
  plan: makePlanView,
  value: makeValueView,
};
