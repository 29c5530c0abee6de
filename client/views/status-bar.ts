import { type Disposable, l10n, StatusBarAlignment, window } from "vscode";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { Projects } from "../projects.ts";
import { countsText } from "./status-text.ts";

export interface StatusBarOptions {
  readonly projects: Projects;
  /** The project of the file in front; undefined: none, or not one of ours. */
  readonly current: () => ProjectSummary | undefined;
}

export interface StatusBar extends Disposable {
  update(): void;
}

/** Counts at the left, the environment at the right. */
export function createStatusBar({ projects, current }: StatusBarOptions): StatusBar {
  const counts = window.createStatusBarItem("evergraph.counts", StatusBarAlignment.Left, 40);
  counts.name = l10n.t("Evergraph: Assets");
  counts.command = "evergraph.showLineage";
  const environment = window.createStatusBarItem("evergraph.environment", StatusBarAlignment.Right, 110);
  environment.name = l10n.t("Evergraph: Environment");
  environment.command = "evergraph.selectEnvironment";

  function update(): void {
    const all = projects.all().filter(({ assets }) => assets > 0);
    const project = current() ?? all[0];
    if (all.length === 0 || project === undefined) {
      counts.hide();
      environment.hide();
      return;
    }
    counts.text = countsText(l10n.t, all);
    counts.tooltip = l10n.t(
      "Show the lineage of {0} assets",
      all.reduce((sum, { assets }) => sum + assets, 0),
    );
    counts.show();
    environment.text = project.environment;
    environment.tooltip = l10n.t("Environment that assets are materialized in");
    environment.show();
  }

  const listening = [projects.onChange(update), window.onDidChangeActiveTextEditor(update)];
  update();
  return {
    update,
    dispose() {
      for (const one of [...listening, counts, environment]) one.dispose();
    },
  };
}
