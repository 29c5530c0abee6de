import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { ConfigDefinition, EnvironmentDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import type { ResourceRegistry } from "./registry.ts";
import type { Bound } from "./resource.ts";

type Bindings = [keyof ResourceRegistry] extends [never]
  ? { readonly [name: string]: unknown }
  : { readonly [N in keyof ResourceRegistry]: Bound<ResourceRegistry[N]> };
type NeedsBindings = {} extends Bindings ? { resources?: Bindings | undefined } : { resources: Bindings };

export interface EnvironmentOptions {
  /** Steps at once in a run; the number of processors when it is absent. */
  concurrency?: number | undefined;
  /** Ask before a run is started in it. */
  confirm?: boolean | undefined;
}
export type Environment = EnvironmentOptions & NeedsBindings;

export interface Config {
  /** The first is the default. */
  environments: { readonly [name: string]: Environment };
  /** Globs from the project's folder in which definitions stand; every source file when it is absent. */
  include?: readonly string[] | undefined;
}

/**
 * The project's environments and what their resources are: the default export of `evergraph.config.ts`.
 * @throws `no-environment` when there is none.
 * @example
 * ```ts
 * import { defineConfig } from "evergraph";
 * export default defineConfig({ environments: { dev: {}, prod: { confirm: true } }, include: ["src/**"] });
 * ```
 */
export function defineConfig(config: Config): Config {
  const environments = Object.entries(config.environments).map(([name, options]) => environment(name, options));
  if (environments.length === 0) throw userError(definitionErrors.noEnvironment, {});
  const definition: ConfigDefinition = {
    kind: "config",
    environments,
    ...(config.include === undefined ? {} : { include: [...config.include] }),
  };
  return Object.defineProperty({ ...config }, definitionOf, { value: definition });
}

function environment(name: string, options: Environment): EnvironmentDefinition {
  const { resources, concurrency, confirm = false } = options as EnvironmentOptions & { resources?: object };
  return {
    name,
    resources: { ...resources },
    confirm,
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}
