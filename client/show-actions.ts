import { l10n } from "vscode";
import { editorErrors } from "../protocol/errors/editor-errors.ts";
import type { SourceRange } from "../protocol/graph/source-range.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { PanelPlace } from "../protocol/messages/panel-messages.ts";
import type { ActionParts, Chooser } from "./action-parts.ts";
import { revealPlace } from "./reveal-place.ts";
import { selectionFor } from "./runs/selection-for.ts";

/** The commands that show something, and run nothing. */
export interface ShowActions {
  showLineage(given: Partial<CommandArguments>): Promise<void>;
  showTable(given: Partial<CommandArguments>): Promise<void>;
  showPlan(given: Partial<CommandArguments>): Promise<void>;
  showValue(given: Partial<CommandArguments>): Promise<void>;
  openRunLog(given: Partial<CommandArguments>): Promise<void>;
  goToDefinition(given: Partial<CommandArguments>): Promise<void>;
  /** A place that a panel names: inside the project. */
  goToPlace(project: string, place: SourceRange): Promise<void>;
}

export function createShowActions(
  { server, panel, problems }: Pick<ActionParts, "server" | "panel" | "problems">,
  chooser: Chooser,
): ShowActions {
  async function show(given: Partial<CommandArguments>, place: PanelPlace): Promise<void> {
    const project = await chooser.projectOf(given);
    if (project === undefined) return;
    await panel.show(project.folder, { place, ...(given.asset === undefined ? {} : { asset: given.asset }) });
  }

  return {
    showLineage: (given) => show(given, { view: "graph" }),
    showTable: (given) => show(given, { view: "table" }),
    openRunLog: (given) => show(given, { view: "runs", ...(given.run === undefined ? {} : { run: given.run }) }),
    async showPlan(given) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      const { folder } = project;
      const asset =
        given.selection === undefined ? await chooser.assetOf(given, folder, l10n.t("Asset to plan")) : undefined;
      const selection = given.selection ?? (asset === undefined ? undefined : selectionFor(asset));
      if (selection === undefined) return;
      // What the lens would make, and not only the asset itself.
      const request = { selection, ...(given.selection === undefined ? { staleUpstream: true } : {}) };
      await panel.show(folder, { place: { view: "plan", request } });
    },
    async showValue(given) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      const asset = await chooser.assetOf(given, project.folder, l10n.t("Asset whose value is shown"));
      if (asset !== undefined) await panel.show(project.folder, { place: { view: "value", asset } });
    },
    async goToDefinition(given) {
      const project = await chooser.projectOf(given);
      if (project === undefined) return;
      if (given.place !== undefined) {
        await revealPlace(project.folder, given.place);
        return;
      }
      const asset = await chooser.assetOf(given, project.folder, l10n.t("Go to Asset"));
      if (asset === undefined) return;
      const place = await server.ask("place", { project: project.folder, asset });
      if (place === null) problems.tell(editorErrors.nowhereDefined, { key: asset });
      else await revealPlace(project.folder, place);
    },
    goToPlace: async (project, place) => void (await revealPlace(project, place)),
  };
}
