import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import {
  type AssetDefinition,
  type ConfigDefinition,
  type EnvironmentDefinition,
  readDefinition,
} from "../core/definitions/definition.ts";
import { bundleSources } from "./bundle-sources.ts";
import { collectDefinitions } from "./collect-definitions.ts";
import { readBasis } from "./read-basis.ts";

/** What the user's code defines, of a plan. */
export interface LoadedDefinitions {
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  /** undefined: the project has no config file. */
  readonly environment: EnvironmentDefinition | undefined;
}

/**
 * Runs the files that define the planned assets, and the project's config. Throws `source-changed` when they are not what was planned
 * (then none of them has run), and whatever they throw.
 */
export async function loadDefinitions(project: string, plan: RunPlan): Promise<LoadedDefinitions> {
  const texts = await readBasis(project, plan.basis.files);
  const files = definitionFiles(plan);
  const { configFile } = plan;
  const bundle = await bundleSources({
    project,
    files: configFile === undefined ? files : [...files, configFile],
    texts,
    folder: path.join(project, ".evergraph", "bundles"),
  });
  loadVariables(project);
  const { modules } = (await import(pathToFileURL(bundle).href)) as { modules: Readonly<Record<string, object>> };
  return {
    definitions: collectDefinitions(files.map((file) => modules[file] as object)),
    environment: configFile === undefined ? undefined : environmentOf(plan, configFile, modules[configFile] as object),
  };
}

/** In an order that does not depend on the plan's. */
function definitionFiles(plan: RunPlan): readonly string[] {
  const files = new Set<string>();
  for (const { assets } of plan.steps) {
    for (const asset of assets) {
      const source = plan.sources[asset];
      if (source !== undefined) files.add(source.file);
    }
  }
  return [...files].sort();
}

function environmentOf(plan: RunPlan, file: string, module: object): EnvironmentDefinition {
  const definition = readDefinition((module as { readonly default?: unknown }).default);
  if (definition?.kind !== "config") throw userError(runErrors.configMissing, { file });
  const { environments } = definition satisfies ConfigDefinition;
  const environment = environments.find(({ name }) => name === plan.environment);
  if (environment !== undefined) return environment;
  const known = environments.map(({ name }) => name);
  throw userError(runErrors.unknownEnvironment, { environment: plan.environment, known });
}

/** The project's `.env`, which does not replace what is set already. */
function loadVariables(project: string): void {
  const file = path.join(project, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
