import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";
import type { Translate } from "../runs/run-words.ts";

/** What the tree shows, without VS Code: projects (when there are several), groups, assets. */
export type TreeRow = ActionRow | ProjectRow | GroupRow | AssetRow;

/** A way on from what the notice above the tree says: the tree has no buttons. */
export interface ActionRow {
  readonly kind: "action";
  readonly label: string;
  readonly icon: string;
  readonly command:
    | "evergraph.addPackage"
    | "evergraph.materialize"
    | "evergraph.refresh"
    | "evergraph.showPlan"
    | "workbench.trust.manage";
  readonly project: string;
  readonly asset?: AssetKey;
  readonly selection?: string;
}

export interface ProjectRow {
  readonly kind: "project";
  readonly project: string;
  readonly label: string;
  readonly description: string;
}

export interface GroupRow {
  readonly kind: "group";
  readonly project: string;
  readonly group: string;
  /** `3, 1 stale`. */
  readonly description: string;
  readonly assets: readonly AssetRow[];
}

export interface AssetRow {
  readonly kind: "asset";
  readonly project: string;
  readonly asset: AssetKey;
  readonly badge: Badge;
  readonly description: string;
  /** What its inline actions go by. */
  readonly context: "asset.runnable" | "asset.running" | "asset.external" | "asset.restricted";
}

/** What can be done about what keeps assets from being made. */
export function actionRows(
  translate: Translate,
  projects: readonly ProjectSummary[],
  trusted: boolean,
): readonly ActionRow[] {
  const [first] = projects;
  if (first === undefined) return [];
  if (!trusted) {
    const label = translate("Manage Workspace Trust");
    return [{ kind: "action", label, icon: "shield", command: "workbench.trust.manage", project: first.folder }];
  }
  return projects
    .filter(({ cannotRun }) => cannotRun?.code === runErrors.packageMissing.code)
    .map(({ folder }) => ({
      kind: "action",
      label: translate("Add Evergraph to This Project"),
      icon: "add",
      command: "evergraph.addPackage",
      project: folder,
    }));
}

/** Whether there are assets, and none was ever made. */
export function isUntouched({ assets, counts }: ProjectSummary): boolean {
  const external = counts.external ?? 0;
  return assets > external && (counts.never ?? 0) + external === assets;
}

/** The smallest first success: one asset that waits for no other, and all of them in their order. */
export function firstRows(translate: Translate, { folder, assets }: ProjectSummary, first: AssetKey | undefined) {
  const one: readonly ActionRow[] =
    first === undefined
      ? []
      : [
          {
            kind: "action",
            label: translate("Materialize {0}", first),
            icon: "play",
            command: "evergraph.materialize",
            project: folder,
            asset: first,
          },
        ];
  const all: ActionRow = {
    kind: "action",
    label: translate("Plan all {0}", assets),
    icon: "checklist",
    command: "evergraph.showPlan",
    project: folder,
    selection: "*",
  };
  return assets > 1 || first === undefined ? [...one, all] : one;
}

/** Groups by name, assets by key, as the server lists them. */
export function groupRows(
  translate: Translate,
  project: string,
  listed: readonly Listed[],
  canRun: boolean,
): readonly GroupRow[] {
  const groups = new Map<string, AssetRow[]>();
  for (const { key, group, badge, description, external } of listed) {
    const rows = groups.get(group) ?? [];
    groups.set(group, rows);
    const context = external
      ? "asset.external"
      : !canRun
        ? "asset.restricted"
        : badge === "running"
          ? "asset.running"
          : "asset.runnable";
    rows.push({ kind: "asset", project, asset: key, badge, description, context });
  }
  return [...groups].map(([group, assets]) => ({
    kind: "group",
    project,
    group,
    description: [String(assets.length), ...exceptions(translate, countBadges(assets))].join(", "),
    assets,
  }));
}

export function projectRow(translate: Translate, { folder, assets, counts }: ProjectSummary): ProjectRow {
  return {
    kind: "project",
    project: folder,
    label: folder.split(/[\\/]/).at(-1) ?? folder,
    description: [String(assets), ...exceptions(translate, counts)].join(", "),
  };
}

export type BadgeCounts = Readonly<Partial<Record<Badge, number>>>;

/** In this order people need to hear of them; healthy ones are not named. */
const named: readonly (readonly [badges: readonly Badge[], words: string])[] = [
  [["failed"], "{0} failed"],
  [["upstream failed"], "{0} upstream failed"],
  [["overdue"], "{0} overdue"],
  [["stale", "maybe stale"], "{0} stale"],
  [["running"], "{0} running"],
];

/** `1 failed`, `2 stale`; a group that was never made says `none made`. */
export function exceptions(translate: Translate, counts: BadgeCounts): readonly string[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const never = counts.never ?? 0;
  if (never > 0 && never === total) return [translate("none made")];
  return named
    .map(([badges, words]) => [badges.reduce((sum, badge) => sum + (counts[badge] ?? 0), 0), words] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => translate(words, count));
}

function countBadges(assets: readonly AssetRow[]): BadgeCounts {
  const counts: Partial<Record<Badge, number>> = {};
  for (const { badge } of assets) counts[badge] = (counts[badge] ?? 0) + 1;
  return counts;
}
