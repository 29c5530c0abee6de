import { type Disposable, EventEmitter, l10n, ThemeColor, ThemeIcon, TreeItem, type TreeView, window } from "vscode";
import type { CommandArguments } from "../../protocol/messages/command-arguments.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Log } from "../log.ts";
import type { Projects } from "../projects.ts";
import { type RunRow, type RunsOf, runIcons, runRows } from "./run-rows.ts";

export interface RunList extends Disposable {
  /** A run began, went on or ended. */
  changed(): void;
}

export interface RunListOptions {
  readonly projects: Projects;
  /** The latest first. */
  readonly runs: (project: string, limit: number) => Promise<readonly RunSummary[]>;
  /** Whether this window has started it, and may cancel it. */
  readonly isOurs: (project: string, run: RunId) => boolean;
  readonly log: Log;
}

/** The panel has all of them. */
const mostRuns = 30;
const leastMillisecondsBetweenDrawings = 200;

/** The view "Runs": the latest runs, of whoever started them. */
export function createRunList({ projects, runs, isOurs, log }: RunListOptions): RunList {
  const changed = new EventEmitter<undefined>();
  const known = new Map<string, readonly RunSummary[]>();
  let due: NodeJS.Timeout | undefined;

  const view: TreeView<RunRow> = window.createTreeView("evergraph.runs", {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(row): Promise<RunRow[]> {
        if (row !== undefined) return [];
        const all = await Promise.all(projects.all().map(({ folder }) => runsOf(folder)));
        return [...runRows(l10n.t, all, isOurs, Date.now())].slice(0, mostRuns);
      },
    },
  });

  async function runsOf(project: string): Promise<RunsOf> {
    try {
      known.set(project, await runs(project, mostRuns));
    } catch (error) {
      // The last that was known stays: the view is never blank because the server is away.
      log.error("The runs could not be listed.", error);
    }
    return { project, runs: known.get(project) ?? [] };
  }

  function schedule(): void {
    due ??= setTimeout(() => {
      due = undefined;
      if (view.visible) changed.fire(undefined);
    }, leastMillisecondsBetweenDrawings);
  }

  const listening = [
    projects.onChange(schedule),
    view.onDidChangeVisibility(({ visible }) => visible && changed.fire(undefined)),
  ];
  return {
    changed: schedule,
    dispose() {
      clearTimeout(due);
      for (const one of [...listening, view, changed]) one.dispose();
    },
  };
}

function itemOf(row: RunRow): TreeItem {
  const { icon, color } = runIcons[row.state];
  const item = new TreeItem(row.label);
  item.id = `${row.project}\n${row.run}`;
  item.description = row.description;
  item.iconPath = new ThemeIcon(icon, new ThemeColor(color));
  item.contextValue = row.context;
  item.tooltip = `${row.run}\n${row.description}`;
  item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
  const argument: CommandArguments = { project: row.project, run: row.run };
  item.command = { command: "evergraph.openRunLog", title: l10n.t("Open Run Log"), arguments: [argument] };
  return item;
}
