import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, splitCheckId } from "../../protocol/graph/check-id.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import {
  type AssetDefinition,
  type CheckFunctionDefinition,
  type ConfigDefinition,
  type EnvironmentDefinition,
  readDefinition,
} from "../core/definitions/definition.ts";
import { collectDefinitions } from "./collect-definitions.ts";
import { bundleModules, loadModules, type ModulesRequest } from "./load-modules.ts";

/** What the user's code defines, of a plan. */
export interface LoadedDefinitions {
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  readonly checks: ReadonlyMap<CheckId, CheckFunctionDefinition>;
  /** undefined: the project has no config file. */
  readonly environment: EnvironmentDefinition | undefined;
  /** By file, what was thrown where nothing could be loaded. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/**
 * Runs the files that define the planned assets and checks, and the project's config. Throws `source-changed` when they are not what was
 * planned (then none of them has run), what the config file throws, `duplicate-key`, `duplicate-check`, and the one error that keeps everything from being
 * loaded. Other files that throw are in `failures`.
 */
export async function loadDefinitions(project: string, plan: RunPlan): Promise<LoadedDefinitions> {
  const files = definitionFiles(plan);
  const { configFile } = plan;
  const { modules, failures } = await loadModules(modulesOf(project, plan));
  if (configFile !== undefined && failures.has(configFile)) throw failures.get(configFile);
  const environment =
    configFile === undefined
      ? undefined
      : environmentOf(plan, readConfig(configFile, modules.get(configFile) as object));
  const thrown = new Set(files.map((file) => failures.get(file)));
  const [first] = thrown;
  if (first !== undefined && thrown.size === 1) throw first;
  const defining = files.flatMap((file) => modules.get(file) ?? []);
  const { assets, checks, duplicates, duplicateChecks } = collectDefinitions(defining);
  const [duplicate] = duplicates.keys();
  if (duplicate !== undefined) throw userError(definitionErrors.duplicateKey, { key: duplicate });
  const [duplicateCheck] = duplicateChecks;
  if (duplicateCheck !== undefined) {
    throw userError(definitionErrors.duplicateCheck, splitCheckId(duplicateCheck), plan.checkSources?.[duplicateCheck]);
  }
  return { definitions: assets, checks, environment, failures };
}

/** Makes what a plan will load, and runs none of it: a debugger that comes now finds where its breakpoints lie. */
export async function bundleDefinitions(project: string, plan: RunPlan): Promise<void> {
  try {
    await bundleModules(modulesOf(project, plan));
  } catch {
    // The run meets it again, and says it.
  }
}

function modulesOf(project: string, plan: RunPlan): ModulesRequest {
  const files = definitionFiles(plan);
  const { configFile, basis } = plan;
  return { project, files: configFile === undefined ? files : [...files, configFile], basis: basis.files };
}

/** In an order that does not depend on the plan's. */
export function definitionFiles({ sources, checkSources = {}, steps }: RunPlan): readonly string[] {
  const files = new Set<string>();
  for (const { assets } of steps) {
    for (const asset of assets) {
      const source = sources[asset];
      if (source !== undefined) files.add(source.file);
    }
  }
  for (const { file } of Object.values(checkSources)) files.add(file);
  return [...files].sort();
}

/** What the config file defines. Throws `config-missing`. */
export function readConfig(file: string, module: object): ConfigDefinition {
  const definition = readDefinition((module as { readonly default?: unknown }).default);
  if (definition?.kind !== "config") throw userError(runErrors.configMissing, { file });
  return definition;
}

function environmentOf(plan: RunPlan, { environments }: ConfigDefinition): EnvironmentDefinition {
  const environment = environments.find(({ name }) => name === plan.environment);
  if (environment !== undefined) return environment;
  const known = environments.map(({ name }) => name);
  throw userError(runErrors.unknownEnvironment, { environment: plan.environment, known });
}
