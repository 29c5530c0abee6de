import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { BrokenSource, Listed, ProjectSummary } from "../../protocol/messages/server-messages.ts";
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
    | "evergraph.goToDefinition"
    | "evergraph.materialize"
    | "evergraph.refresh"
    | "evergraph.showPlan"
    | "workbench.trust.manage";
  readonly project: string;
  readonly asset?: AssetKey;
  readonly selection?: string;
  readonly place?: SourceRange;
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
  /** Its file does not parse: it stands as it was. */
  readonly broken?: true;
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
  return projects.flatMap(({ folder, cannotRun, broken = [] }) => [
    ...broken.flatMap((file) => goToError(translate, folder, file)),
    ...(cannotRun?.code === runErrors.packageMissing.code ? [addPackage(translate, folder)] : []),
  ]);
}

/** `Go to line 41 of marts.ts: ',' expected`. */
function goToError(translate: Translate, project: string, { file, range, why }: BrokenSource): readonly ActionRow[] {
  if (range === undefined) return [];
  const line = translate("Go to line {0} of {1}", range.start.line + 1, file.slice(file.lastIndexOf("/") + 1));
  const label = why === undefined ? line : `${line}: ${why}`;
  return [{ kind: "action", label, icon: "error", command: "evergraph.goToDefinition", project, place: range }];
}

function addPackage(translate: Translate, project: string): ActionRow {
  const label = translate("Add Evergraph to This Project");
  return { kind: "action", label, icon: "add", command: "evergraph.addPackage", project };
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
  for (const { key, group, badge, description, external, broken } of listed) {
    const rows = groups.get(group) ?? [];
    groups.set(group, rows);
    const context = external
      ? "asset.external"
      : !canRun || (broken === true && badge !== "running")
        ? "asset.restricted"
        : badge === "running"
          ? "asset.running"
          : "asset.runnable";
    const row: AssetRow = { kind: "asset", project, asset: key, badge, description, context };
    rows.push(broken === true ? { ...row, broken } : row);
  }
  return [...groups].map(([group, assets]) => ({
    kind: "group",
    project,
    group,
    description: [String(assets.length), ...groupFacts(translate, assets)].join(", "),
    assets,
  }));
}

/** A group of which nothing is sure any more says since when: `as of 10:18`. */
function groupFacts(translate: Translate, assets: readonly AssetRow[]): readonly string[] {
  const [first] = assets;
  const areAllBroken = first !== undefined && assets.every(({ broken }) => broken === true);
  return areAllBroken ? [first.description] : exceptions(translate, countBadges(assets));
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
