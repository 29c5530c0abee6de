import { basename } from "node:path";
import { l10n, type QuickPickItem, ThemeColor, ThemeIcon, window } from "vscode";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { badgeColors, badgeIcon } from "../contributions.ts";

/** Lets the user choose one of the assets; undefined: none was chosen. */
export async function pickAsset(title: string, assets: Promise<readonly Listed[]>): Promise<AssetKey | undefined> {
  const items: Promise<(QuickPickItem & { readonly key: AssetKey })[]> = assets.then((listed) =>
    listed.map(({ key, badge, description }) => ({
      label: key,
      description: [badge, description].filter(Boolean).join(", "),
      iconPath: new ThemeIcon(badgeIcon(badge), new ThemeColor(badgeColors[badge])),
      key,
    })),
  );
  const chosen = await window.showQuickPick(items, { title, matchOnDescription: true });
  return chosen?.key;
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

/** Lets the user choose an environment; the present one is marked. */
export async function pickEnvironment({ environment, environments }: ProjectSummary): Promise<string | undefined> {
  const items: QuickPickItem[] = environments.map((name) => ({
    label: name,
    description: name === environment ? l10n.t("now") : "",
  }));
  return (await window.showQuickPick(items, { title: l10n.t("Environment to materialize in") }))?.label;
}
