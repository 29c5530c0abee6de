import {
  type Disposable,
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from "vscode";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CommandArguments } from "../../protocol/messages/command-arguments.ts";
import type { Listed, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { badgeColors, badgeIcon } from "../contributions.ts";
import type { Log } from "../log.ts";
import type { Projects } from "../projects.ts";
import { treeNotice } from "./tree-notice.ts";
import {
  type ActionRow,
  type AssetRow,
  actionRows,
  firstRows,
  type GroupRow,
  groupRows,
  isUntouched,
  type ProjectRow,
  projectRow,
  type TreeRow,
} from "./tree-rows.ts";

export interface AssetTree extends Disposable {
  /** Statuses or definitions of a project changed. */
  changed(project: string): void;
  /** Lists everything anew. */
  refresh(): void;
}

export interface AssetTreeOptions {
  readonly projects: Projects;
  readonly list: (project: string) => Promise<readonly Listed[]>;
  /** An asset of the project that waits for no other. */
  readonly firstAsset: (project: string) => Promise<AssetKey | undefined>;
  readonly canRun: (project: string) => boolean;
  readonly trusted: () => boolean;
  readonly log: Log;
}

/** Changes come in bursts while a run goes on; the tree is drawn at most this often. */
/** Of more assets no plan is made only to show where to begin. */
const mostAssetsPlanned = 2_000;
const leastMillisecondsBetweenDrawings = 150;

/** The view "Assets": groups, badges, reasons; the same words as the panel. */
export function createAssetTree({ projects, list, firstAsset, canRun, trusted, log }: AssetTreeOptions): AssetTree {
  const changed = new EventEmitter<undefined>();
  const groups = new Map<string, readonly GroupRow[]>();
  let due: NodeJS.Timeout | undefined;

  const view: TreeView<TreeRow> = window.createTreeView("evergraph.assets", {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      getChildren: async (row): Promise<TreeRow[]> => {
        if (row === undefined) {
          const all = projects.all().filter(({ assets }) => assets > 0);
          const ways = [...actionRows(l10n.t, all, trusted()), ...(await beginning(all))];
          const [only] = all;
          if (only !== undefined && all.length === 1) return [...ways, ...(await groupsOf(only.folder))];
          return [...ways, ...all.map((summary) => projectRow(l10n.t, summary))];
        }
        if (row.kind === "project") return [...(await groupsOf(row.project))];
        return row.kind === "group" ? [...row.assets] : [];
      },
    },
  });

  /** Where to begin, in the only project, before the first run. */
  async function beginning([only, ...others]: readonly ProjectSummary[]): Promise<readonly ActionRow[]> {
    if (only === undefined || others.length > 0 || !canRun(only.folder) || !isUntouched(only)) return [];
    const first = only.assets > mostAssetsPlanned ? undefined : await firstAsset(only.folder);
    return firstRows(l10n.t, only, first);
  }

  async function groupsOf(project: string): Promise<readonly GroupRow[]> {
    try {
      groups.set(project, groupRows(l10n.t, project, await list(project), canRun(project)));
    } catch (error) {
      // The last that was known stays: the view is never blank because the server is away.
      log.error("The assets could not be listed.", error);
    }
    return groups.get(project) ?? [];
  }

  function draw(): void {
    due = undefined;
    const failed = projects.all().reduce((sum, { counts }) => sum + (counts.failed ?? 0), 0);
    view.badge =
      failed === 0
        ? undefined
        : { value: failed, tooltip: failed === 1 ? l10n.t("1 failed asset") : l10n.t("{0} failed assets", failed) };
    view.message = treeNotice(l10n.t, projects.all(), trusted(), canRun);
    if (view.visible) changed.fire(undefined);
  }

  function schedule(): void {
    due ??= setTimeout(draw, leastMillisecondsBetweenDrawings);
  }

  const listening = [
    projects.onChange(schedule),
    view.onDidChangeVisibility(({ visible }) => visible && changed.fire(undefined)),
  ];
  return {
    changed: schedule,
    refresh: () => {
      schedule();
      changed.fire(undefined);
    },
    dispose() {
      clearTimeout(due);
      for (const one of [...listening, view, changed]) one.dispose();
    },
  };
}

function getTreeItem(row: TreeRow): TreeItem {
  switch (row.kind) {
    case "action":
      return actionItem(row);
    case "project":
    case "group":
      return groupItem(row);
    case "asset":
      return assetItem(row);
    default:
      return row satisfies never;
  }
}

function actionItem({ label, icon, command, project, asset, selection, place }: ActionRow): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon(icon);
  item.contextValue = "action";
  item.command = { command, title: label, arguments: [{ project, asset, selection, place }] };
  return item;
}

function groupItem(row: ProjectRow | GroupRow): TreeItem {
  const label = row.kind === "project" ? row.label : row.group;
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = row.kind === "project" ? row.project : `${row.project}\n${row.group}`;
  item.description = row.description;
  item.contextValue = row.kind;
  item.tooltip = `${label}, ${row.description}`;
  return item;
}

function assetItem(row: AssetRow): TreeItem {
  const item = new TreeItem(row.asset, TreeItemCollapsibleState.None);
  item.id = `${row.project}\n\n${row.asset}`;
  item.description = row.description;
  item.iconPath =
    row.broken === true
      ? new ThemeIcon("warning", new ThemeColor("list.warningForeground"))
      : new ThemeIcon(badgeIcon(row.badge), new ThemeColor(badgeColors[row.badge]));
  item.contextValue = row.context;
  const words = row.broken === true ? l10n.t("its file does not parse") : "";
  const facts = [row.badge, row.description, words].filter(Boolean).join(", ");
  item.tooltip = `${row.asset}\n${facts}`;
  item.accessibilityInformation = { label: `${row.asset}, ${facts}` };
  const argument: CommandArguments = { project: row.project, asset: row.asset };
  item.command = { command: "evergraph.goToDefinition", title: l10n.t("Go to Definition"), arguments: [argument] };
  return item;
}
