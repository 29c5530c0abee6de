import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { type RecordedError, userError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, splitCheckId } from "../../protocol/graph/check-id.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { FromRunner, ToRunner } from "../../protocol/messages/runner-messages.ts";
import type { ConfigDefinition } from "../core/definitions/definition.ts";
import { assembleGraph } from "../core/graph/assemble-graph.ts";
import { recordError } from "../executor/record-error.ts";
import { collectDefinitions } from "./collect-definitions.ts";
import { noteDefinitionPlaces } from "./definition-places.ts";
import { readConfig } from "./load-definitions.ts";
import { loadModules } from "./load-modules.ts";

type LoadRequest = Extract<ToRunner, { readonly kind: "load" }>;
type Loaded = Extract<FromRunner, { readonly kind: "loaded" }>;

/**
 * Runs the files of a request and tells what they define. A file that throws, and a key that is defined twice, is a problem; the rest
 * stands. Nothing is recorded. Throws `source-changed` when a text is not the one that was asked for.
 */
export async function answerLoad(request: LoadRequest): Promise<Loaded> {
  const { project, basis, configFile } = request;
  const places = noteDefinitionPlaces(project);
  const files = [...new Set([...request.files, ...(configFile === undefined ? [] : [configFile])])].sort();
  const { modules, failures } = await loadModules({ project, files, basis, notesPlaces: true });
  const problems: RecordedError[] = [...failures.values()].map((error) => recordError(error, project));

  const defining = request.files.flatMap((file) => modules.get(file) ?? []);
  const { assets, checks, duplicates, duplicateChecks } = collectDefinitions(defining);
  for (const [key, second] of duplicates) {
    problems.push(recordError(userError(definitionErrors.duplicateKey, { key }, places.of(second)), project));
  }
  const fileOf = filesByName(modules);
  const placeOfCheck = (id: CheckId): SourceRange | undefined => {
    const definition = checks.get(id);
    return (definition && places.of(definition)) ?? startOf(fileOf.get(id));
  };
  const { graph, duplicateChecks: ofOneAsset } = assembleGraph(assets.values(), {
    rangeOf(key) {
      const definition = assets.get(key);
      const place = definition === undefined ? undefined : places.of(definition);
      return place ?? startOf(fileOf.get(key));
    },
    checks: checks.values(),
    checkRangeOf: placeOfCheck,
    config: configOf(configFile, modules, problems, project),
  });
  for (const id of new Set([...duplicateChecks, ...ofOneAsset])) {
    problems.push(recordError(userError(definitionErrors.duplicateCheck, splitCheckId(id), placeOfCheck(id)), project));
  }
  return { kind: "loaded", graph, problems };
}

/** Where an asset or a check is exported: for those that a package's function made. */
function filesByName(modules: ReadonlyMap<string, object>): ReadonlyMap<AssetKey | CheckId, string> {
  const files = new Map<AssetKey | CheckId, string>();
  for (const [file, module] of modules) {
    const { assets, checks } = collectDefinitions([module]);
    for (const name of [...assets.keys(), ...checks.keys()]) if (!files.has(name)) files.set(name, file);
  }
  return files;
}

function startOf(file: string | undefined): SourceRange | undefined {
  const start = { line: 0, character: 0 };
  return file === undefined ? undefined : { file, start, end: start };
}

function configOf(
  file: string | undefined,
  modules: ReadonlyMap<string, object>,
  problems: RecordedError[],
  project: string,
): ConfigDefinition | undefined {
  const module = file === undefined ? undefined : modules.get(file);
  if (file === undefined || module === undefined) return undefined;
  try {
    return readConfig(file, module);
  } catch (error) {
    problems.push(recordError(error, project));
    return undefined;
  }
}
