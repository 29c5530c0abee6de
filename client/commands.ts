import { commands, type Disposable } from "vscode";
import type { SourceRange } from "../protocol/graph/source-range.ts";
import type { CommandArguments } from "../protocol/messages/command-arguments.ts";
import type { Extension } from "./activation.ts";
import type { CommandId } from "./contributions.ts";

/** What each command does. Those that need a project ask for it when they are given none. */
const table: Readonly<Record<CommandId, (extension: Extension, given: Partial<CommandArguments>) => unknown>> = {
  "evergraph.materialize": (extension, given) => extension.materialize(given),
  "evergraph.materializeStale": (extension, given) => extension.materializeStale(given),
  "evergraph.materializeSelection": (extension, given) => extension.materializeSelection(given),
  "evergraph.debug": (extension, given) => extension.debug(given, false),
  "evergraph.debugAndRecord": (extension, given) => extension.debug(given, true),
  "evergraph.cancelRun": (extension, given) => extension.cancelRun(given),
  "evergraph.showLineage": (extension, given) => extension.showLineage(given),
  "evergraph.showTable": (extension, given) => extension.showTable(given),
  "evergraph.showPlan": (extension, given) => extension.showPlan(given),
  "evergraph.showValue": (extension, given) => extension.showValue(given),
  "evergraph.openRunLog": (extension, given) => extension.openRunLog(given),
  "evergraph.goToDefinition": (extension, given) => extension.goToDefinition(given),
  "evergraph.refresh": (extension) => extension.refresh(),
  "evergraph.selectEnvironment": (extension, given) => extension.selectEnvironment(given),
  "evergraph.loadDefinitions": (extension, given) => extension.loadDefinitions(given),
  "evergraph.addPackage": (extension, given) => extension.addPackage(given),
  "evergraph.openExample": (extension) => extension.openExample(),
  "evergraph.newAssetFile": (extension, given) => extension.newAssetFile(given),
  "evergraph.showLog": (extension) => extension.showLog(),
};

/** Registers every command. The extension is started by the first one that is used, if it was not before. */
export function registerCommands(extension: () => Promise<Extension>): Disposable[] {
  return Object.entries(table).map(([id, run]) =>
    commands.registerCommand(id, async (given: unknown) => run(await extension(), readArguments(given))),
  );
}

/** Lenses and hovers give `CommandArguments`; the tree gives its row, which has the same fields; menus may give anything. */
function readArguments(given: unknown): Partial<CommandArguments> {
  if (typeof given !== "object" || given === null) return {};
  const { project, asset, selection, run, place, checks, check } = given as Record<string, unknown>;
  const texts = Object.entries({ project, asset, selection, run, check }).filter(
    ([, value]) => typeof value === "string",
  );
  return {
    ...(Object.fromEntries(texts) as Partial<CommandArguments>),
    ...(isPlace(place) ? { place } : {}),
    ...(checks === "attached" || checks === "none" || checks === "only" ? { checks } : {}),
  };
}

function isPlace(value: unknown): value is SourceRange {
  return typeof value === "object" && value !== null && "file" in value && "start" in value && "end" in value;
}
