import { definitionErrors } from "../protocol/errors/definition-errors.ts";
import { userError } from "../protocol/errors/error-entry.ts";
import { runErrors } from "../protocol/errors/run-errors.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { AssetGraph } from "../protocol/graph/asset-graph.ts";
import { isEnvironmentName } from "../protocol/graph/environment-name.ts";
import { configFileOf } from "../server/workspace/find-projects.ts";

/** That of a project without a config. */
const usualEnvironment = "dev";

/**
 * A mistyped environment would get a store of its own. Throws `bad-environment-name` for one that no
 * folder may be called by, `unknown-environment` for one that the config does not have, and
 * `environment-without-config` where there is no config.
 */
export function checkEnvironment(folder: string, graph: AssetGraph, environment: string | undefined): void {
  if (environment === undefined) return;
  if (!isEnvironmentName(environment)) throw userError(definitionErrors.badEnvironmentName, { name: environment });
  const known = graph.environments.map(({ name }) => name);
  if (known.includes(environment)) return;
  if (known.length > 0) throw userError(runErrors.unknownEnvironment, { environment, known });
  // A config whose environments the text does not tell is asked when it runs.
  if (environment === usualEnvironment || configFileOf(folder) !== undefined) return;
  throw userError(terminalErrors.environmentWithoutConfig, { environment, known: usualEnvironment });
}
