import type { AssetKey } from "../protocol/graph/asset-key.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { ProjectSummary } from "../protocol/messages/server-messages.ts";
import type { KeptChoices } from "./kept-choices.ts";
import type { Server } from "./language-client.ts";
import type { Log } from "./log.ts";
import type { LineagePanel } from "./panels/lineage-panel.ts";
import type { Projects } from "./projects.ts";
import type { ActiveRuns } from "./runs/active-runs.ts";
import type { DebugDesk } from "./runs/debug-run.ts";
import type { LoadDesk } from "./runs/load-definitions.ts";
import type { RunDesk } from "./runs/start-run.ts";
import type { Problems } from "./show-problem.ts";
import type { AssetTree } from "./views/asset-tree.ts";

/** What the commands are made from. */
export interface ActionParts {
  readonly server: Server;
  readonly projects: Projects;
  readonly activeRuns: ActiveRuns;
  readonly runDesk: RunDesk;
  readonly debugDesk: DebugDesk;
  readonly loadDesk: LoadDesk;
  readonly panel: LineagePanel;
  readonly tree: AssetTree;
  readonly kept: KeptChoices;
  readonly problems: Problems;
  readonly log: Log;
  /** The asset at the editor's cursor, in a project. */
  readonly cursor: (project: string) => Promise<AssetKey | undefined>;
  /** Tarball of the package `evergraph` that the extension carries. */
  readonly tarball: string;
  /** Folder of the example that the extension carries. */
  readonly example: string;
}

/** Finds out what a command is to act on, as far as it was not told. */
export interface Chooser {
  /** The project that is meant: the one named, else that of the file in front, else the only one, else the one that is picked. */
  projectOf(given: Partial<CommandArguments>): Promise<ProjectSummary | undefined>;
  /** The asset that is meant: the one named, else the one that is picked; the one at the cursor stands first. */
  assetOf(given: Partial<CommandArguments>, project: string, title: string): Promise<AssetKey | undefined>;
}
