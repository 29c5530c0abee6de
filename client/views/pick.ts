import { basename } from "node:path";
import { l10n, type QuickPickItem, ThemeColor, ThemeIcon, window } from "vscode";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { badgeColors, badgeIcon } from "../contributions.ts";
import type { ActiveRun } from "../runs/active-runs.ts";
import { whatIsMade } from "../runs/run-words.ts";

export interface AssetPick {
  readonly title: string;
  readonly assets: Promise<readonly Listed[]>;
  /** Chosen at first: the one at the cursor. */
  readonly first?: AssetKey | undefined;
  /** A button of each row. */
  readonly button?: { readonly icon: string; readonly tooltip: string; readonly go: (asset: AssetKey) => void };
}

interface AssetItem extends QuickPickItem {
  readonly key: AssetKey;
}

/** Lets the user choose one of the assets; undefined: none was chosen. */
export async function pickAsset({ title, assets, first, button }: AssetPick): Promise<AssetKey | undefined> {
  const pick = window.createQuickPick<AssetItem>();
  pick.title = title;
  pick.placeholder = l10n.t("Key, group, status or reason");
  pick.matchOnDescription = true;
  pick.busy = true;
  const chosen = Promise.withResolvers<AssetKey | undefined>();
  const listening = [
    pick.onDidAccept(() => chosen.resolve(pick.activeItems[0]?.key)),
    pick.onDidHide(() => chosen.resolve(undefined)),
    pick.onDidTriggerItemButton(({ item }) => {
      chosen.resolve(undefined);
      button?.go(item.key);
    }),
  ];
  pick.show();
  try {
    const items = (await assets).map((listed) => itemOf(listed, button));
    pick.items = items;
    pick.activeItems = items.filter(({ key }) => key === first).slice(0, 1);
    pick.busy = false;
    return await chosen.promise;
  } finally {
    for (const one of [...listening, pick]) one.dispose();
  }
}

function itemOf({ key, group, badge, description }: Listed, button: AssetPick["button"]): AssetItem {
  return {
    label: key,
    description: [group === "default" ? "" : group, badge, description].filter(Boolean).join(" · "),
    iconPath: new ThemeIcon(badgeIcon(badge), new ThemeColor(badgeColors[badge])),
    buttons: button === undefined ? [] : [{ iconPath: new ThemeIcon(button.icon), tooltip: button.tooltip }],
    key,
  };
}

export async function pickProject(
  title: string,
  projects: readonly ProjectSummary[],
): Promise<ProjectSummary | undefined> {
  const [only] = projects;
  if (projects.length <= 1) return only;
  const items = projects.map((project) => ({
    label: basename(project.folder),
    description: project.folder,
    project,
  }));
  return (await window.showQuickPick(items, { title }))?.project;
}

/** Lets the user choose which of the runs to cancel: one, or all. */
export async function pickRuns(runs: readonly ActiveRun[]): Promise<readonly ActiveRun[]> {
  if (runs.length <= 1) return runs;
  const items = runs.map((run) => ({ label: whatIsMade(l10n.t, run.assets), description: run.run, runs: [run] }));
  const all = { label: l10n.t("All {0} runs", runs.length), description: "", runs };
  return (await window.showQuickPick([...items, all], { title: l10n.t("Run to cancel") }))?.runs ?? [];
}

/** Lets the user choose an environment; the present one is marked. */
export async function pickEnvironment({ environment, environments }: ProjectSummary): Promise<string | undefined> {
  const items: QuickPickItem[] = environments.map((name) => ({
    label: name,
    description: name === environment ? l10n.t("now") : "",
  }));
  return (await window.showQuickPick(items, { title: l10n.t("Environment to materialize in") }))?.label;
}
