import { hintErrors } from "../protocol/errors/hint-errors.ts";
import { type Badge, badges } from "../protocol/record/status.ts";

/** Everything that `package.json` contributes to VS Code. A test holds both equal; nothing here needs VS Code. */

export const extensionId = "evergraph.evergraph-vscode";

const hasProjects = "evergraph.hasProjects";
const canRun = "evergraph.hasProjects && isWorkspaceTrusted";

/** Titles are what the palette shows. `palette`: when it is offered there; `false`: never. */
export const commands = {
  "evergraph.materialize": { title: "Materialize", icon: "$(play)", palette: canRun },
  "evergraph.materializeStale": {
    title: "Materialize with Stale Upstream",
    icon: "$(run-above)",
    palette: canRun,
  },
  "evergraph.materializeSelection": { title: "Materialize Selection...", icon: "$(run-all)", palette: canRun },
  "evergraph.debug": { title: "Debug", icon: "$(debug-alt)", palette: canRun },
  "evergraph.debugAndRecord": { title: "Debug and Record", icon: undefined, palette: canRun },
  "evergraph.cancelRun": { title: "Cancel Run", icon: "$(debug-stop)", palette: "evergraph.runActive" },
  "evergraph.showLineage": { title: "Show Lineage", icon: "$(type-hierarchy)", palette: hasProjects },
  "evergraph.showTable": { title: "Show Table", icon: "$(table)", palette: hasProjects },
  "evergraph.showPlan": { title: "Show Plan", icon: "$(checklist)", palette: hasProjects },
  "evergraph.showValue": { title: "Show Value", icon: "$(open-preview)", palette: hasProjects },
  "evergraph.openRunLog": { title: "Open Run Log", icon: "$(output)", palette: hasProjects },
  "evergraph.goToDefinition": { title: "Go to Asset...", icon: "$(go-to-file)", palette: hasProjects },
  "evergraph.refresh": { title: "Refresh", icon: "$(refresh)", palette: hasProjects },
  "evergraph.selectEnvironment": { title: "Select Environment", icon: undefined, palette: hasProjects },
  "evergraph.loadDefinitions": { title: "Load Definitions", icon: "$(cloud-download)", palette: canRun },
  "evergraph.addPackage": {
    title: "Add Evergraph to This Project",
    icon: "$(add)",
    palette: "isWorkspaceTrusted && workspaceFolderCount > 0",
  },
  "evergraph.openExample": { title: "Open the Example...", icon: undefined, palette: "true" },
  "evergraph.newAssetFile": {
    title: "New Asset File",
    icon: "$(new-file)",
    palette: "workspaceFolderCount > 0",
  },
  "evergraph.showLog": { title: "Show Log", icon: undefined, palette: "true" },
} as const;

export type CommandId = keyof typeof commands;

export const settings = {
  "evergraph.nodePath": {
    type: "string",
    default: "",
    scope: "machine-overridable",
    markdownDescription:
      "Path of the Node that runs assets, version 22.13 or newer. Empty: the `node` on the PATH, else the one inside VS Code.",
  },
  "evergraph.saveBeforeRun": {
    type: "boolean",
    default: true,
    scope: "resource",
    markdownDescription:
      "Save the unsaved files that an asset is made from before it is materialized. When off, Evergraph asks each time.",
  },
  "evergraph.loadOnSave": {
    type: "boolean",
    default: false,
    scope: "resource",
    markdownDescription:
      "Run the files that define assets each time one is saved, to find assets that only running can know: those made in loops and by factories. Off by default: nothing runs unasked.",
  },
  "evergraph.hints": {
    type: "array",
    items: { type: "string", enum: Object.values(hintErrors).map(({ code }) => code) },
    uniqueItems: true,
    default: [],
    scope: "resource",
    markdownDescription: "Hints about usual mistakes that are switched **off**, by their codes.",
  },
} as const;

export type SettingId = keyof typeof settings;

export const viewContainer = { id: "evergraph", title: "Evergraph", icon: "media/activity-bar.svg" } as const;

export const views = {
  "evergraph.assets": { name: "Assets", when: undefined },
  "evergraph.runs": { name: "Runs", when: hasProjects },
} as const;

/** The only names by which `when` clauses can ask the extension something. */
export const contextKeys = {
  hasProjects: "evergraph.hasProjects",
  runActive: "evergraph.runActive",
  /** `"none" | "loading" | "noAssets" | "ready"`: which welcome the tree shows. */
  state: "evergraph.state",
} as const;

export const welcomes = [
  {
    when: "evergraph.state == none && isWorkspaceTrusted && workspaceFolderCount > 0",
    contents:
      "An asset is a table, a file or a model, together with the code that makes it. This folder has none yet.\n[Add Evergraph to This Project](command:evergraph.addPackage)\n[Open the Example](command:evergraph.openExample)\nThe package goes in with the project's own package manager; the example makes its assets from real weather data, in a folder of its own. Nothing runs until you press it.",
  },
  {
    when: "evergraph.state == none && !isWorkspaceTrusted && workspaceFolderCount > 0",
    contents:
      "An asset is a table, a file or a model, together with the code that makes it. This folder has none yet.\n[Manage Workspace Trust](command:workbench.trust.manage)\n[Open the Example](command:evergraph.openExample)",
  },
  {
    when: "workspaceFolderCount == 0",
    contents:
      "Assets are found in a folder.\n[Open Folder](command:vscode.openFolder)\n[Open the Example](command:evergraph.openExample)",
  },
  { when: "evergraph.state == loading", contents: "Reading the definitions." },
  {
    when: "evergraph.state == noAssets",
    contents:
      "No file here exports an asset yet.\n[New Asset File](command:evergraph.newAssetFile)\n[Open the Example](command:evergraph.openExample)\nThe file is written when you save it.",
  },
] as const;

/** What the view of runs says before the first one. */
const noRuns = "No run yet. Runs of this window, of terminals and of other windows stand here.";

/** The colour of each badge (LANGUAGE 1), by theme kind. */
export const colors = {
  "evergraph.fresh": color("Assets that are in step.", "#45a885", "#12805c", "#4fe3ae", "#07563c"),
  "evergraph.freshQuiet": color(
    "Fill of cells for assets that are in step.",
    "#2f6a56",
    "#8fcdb6",
    "#00000000",
    "#00000000",
  ),
  "evergraph.stale": color("Stale and maybe stale assets.", "#e5a535", "#955a00", "#ffc45c", "#7a4800"),
  "evergraph.failed": color("Failed assets, and those below them.", "#f46a45", "#b01e2e", "#ff8f70", "#8f0f1e"),
  "evergraph.running": color("Assets that are being made.", "#4ea6ff", "#0a6fd6", "#74bdff", "#0048a3"),
  "evergraph.overdue": color("Assets past their freshness policy.", "#c98bd0", "#934a9c", "#e6b0ff", "#66246f"),
  "evergraph.never": color(
    "Assets that were never made, or of which nothing is known.",
    "#8f8f8f",
    "#6f6f6f",
    "#ffffff",
    "#292929",
  ),
} as const;

export type ColorId = keyof typeof colors;

export const badgeColors: Readonly<Record<Badge, ColorId>> = {
  running: "evergraph.running",
  failed: "evergraph.failed",
  "upstream failed": "evergraph.failed",
  overdue: "evergraph.overdue",
  never: "evergraph.never",
  stale: "evergraph.stale",
  "maybe stale": "evergraph.stale",
  unknown: "evergraph.never",
  skipped: "evergraph.never",
  external: "evergraph.never",
  fresh: "evergraph.fresh",
};

/** Name of a badge's shape in the icon font: `evergraph-upstream-failed`. */
export function badgeIcon(badge: Badge): string {
  return `evergraph-${badge.replaceAll(" ", "-")}`;
}

/** Characters follow the sorted names of the drawings in `media/badges/`. */
const firstCharacter = 0xe001;

/** `package.json`'s `contributes`, made from the lists above. */
export function contributes() {
  return {
    commands: Object.entries(commands).map(([command, { title, icon }]) => ({
      command,
      title,
      category: "Evergraph",
      ...(icon === undefined ? {} : { icon }),
    })),
    menus: {
      commandPalette: Object.entries(commands).map(([command, { palette }]) => ({ command, when: palette })),
      "view/title": [
        ...(["showLineage", "materializeSelection", "refresh"] as const).map((name, index) => ({
          command: `evergraph.${name}`,
          when: `view == evergraph.assets && ${name === "materializeSelection" ? canRun : hasProjects}`,
          group: `navigation@${index + 1}`,
        })),
        ...(["showTable", "selectEnvironment", "loadDefinitions"] as const).map((name, index) => ({
          command: `evergraph.${name}`,
          when: `view == evergraph.assets && ${name === "loadDefinitions" ? canRun : hasProjects}`,
          group: `1_project@${index + 1}`,
        })),
        { command: "evergraph.openRunLog", when: "view == evergraph.runs", group: "navigation@1" },
      ],
      "view/item/context": [
        ...onAsset("materialize", "asset.runnable", "inline@1"),
        ...onAsset("cancelRun", "asset.running", "inline@1"),
        ...onAsset("showLineage", undefined, "inline@2"),
        ...onAsset("materialize", "asset.runnable", "1_run@1"),
        ...onAsset("materializeStale", "asset.runnable", "1_run@2"),
        ...onAsset("debug", "asset.runnable", "1_run@3"),
        ...onAsset("debugAndRecord", "asset.runnable", "1_run@4"),
        ...onAsset("goToDefinition", undefined, "2_open@1"),
        ...onAsset("showLineage", undefined, "2_open@2"),
        ...onAsset("showValue", undefined, "2_open@3"),
        ...onAsset("showPlan", "asset.runnable", "2_open@4"),
        ...(["inline@1", "1_run@1"] as const).map((group) => ({
          command: "evergraph.cancelRun",
          when: "view == evergraph.runs && viewItem == run.active",
          group,
        })),
        { command: "evergraph.openRunLog", when: "view == evergraph.runs", group: "2_open@1" },
      ],
    },
    configuration: { title: "Evergraph", properties: settings },
    viewsContainers: { activitybar: [viewContainer] },
    views: {
      [viewContainer.id]: Object.entries(views).map(([id, { name, when }]) => ({
        id,
        name,
        icon: viewContainer.icon,
        ...(when === undefined ? {} : { when }),
      })),
    },
    viewsWelcome: [
      ...welcomes.map((welcome) => ({ view: "evergraph.assets", ...welcome })),
      { view: "evergraph.runs", contents: noRuns },
    ],
    colors: Object.entries(colors).map(([id, { description, defaults }]) => ({ id, description, defaults })),
    icons: Object.fromEntries(
      [...badges]
        .map((badge) => ({ badge, id: badgeIcon(badge) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ badge, id }, index) => [
          id,
          {
            description: `The status "${badge}"`,
            default: {
              fontPath: "media/badges.woff",
              fontCharacter: `\\${(firstCharacter + index).toString(16).toUpperCase()}`,
            },
          },
        ]),
    ),
  };
}

function onAsset(name: string, context: string | undefined, group: string) {
  const item = context === undefined ? "viewItem =~ /^asset/" : `viewItem == ${context}`;
  return [{ command: `evergraph.${name}`, when: `view == evergraph.assets && ${item}`, group }];
}

/** What wakes the extension; a gate of a few milliseconds follows (`project-gate.ts`). */
export const activationEvents = [
  "workspaceContains:**/evergraph.config.*",
  "workspaceContains:node_modules/evergraph/package.json",
  "onLanguage:typescript",
  "onLanguage:typescriptreact",
  "onLanguage:javascript",
  "onLanguage:javascriptreact",
  "onWebviewPanel:evergraph.lineage",
] as const;

export const capabilities = {
  untrustedWorkspaces: {
    supported: "limited",
    description: "Definitions, lineage and recorded statuses are shown. No code runs and nothing is written.",
    restrictedConfigurations: ["evergraph.nodePath"],
  },
  virtualWorkspaces: { supported: false, description: "Evergraph reads the files of a folder on disk." },
} as const;

function color(description: string, dark: string, light: string, highContrast: string, highContrastLight: string) {
  return { description, defaults: { dark, light, highContrast, highContrastLight } };
}
