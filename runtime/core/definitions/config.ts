import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import { isEnvironmentName } from "../../../protocol/graph/environment-name.ts";
import type { ConfigDefinition, EnvironmentDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import type { AnyIoManager } from "./io-manager.ts";
import { isIoManager } from "./io-manager.ts";
import { numberFrom } from "./number-from.ts";
import type { ResourceRegistry } from "./registry.ts";
import type { Bound } from "./resource.ts";

type Bindings = [keyof ResourceRegistry] extends [never]
  ? { readonly [name: string]: unknown }
  : { readonly [N in keyof ResourceRegistry]: Bound<ResourceRegistry[N]> };
type NeedsBindings = {} extends Bindings ? { resources?: Bindings | undefined } : { resources: Bindings };

type Io = AnyIoManager | Readonly<Record<string, AnyIoManager>>;

export interface EnvironmentOptions {
  /** Where values are kept: one IO manager for all, or several by name, with `default` for assets that name none. */
  io?: Io | undefined;
  /** Slots by pool, shared by all runs of the environment; assets take some by their option `concurrency`. */
  pools?: Readonly<Record<string, number>> | undefined;
  /** Steps at once in a run; the number of processors when it is absent. */
  concurrency?: number | undefined;
  /** Ask before a run is started in it. */
  confirm?: boolean | undefined;
}
export type Environment = EnvironmentOptions & NeedsBindings;

export interface Config {
  /** The first is the default. */
  environments: { readonly [name: string]: Environment };
  /** Of environments that say nothing else. */
  io?: Io | undefined;
  /** Globs from the project's folder in which definitions stand; every source file when it is absent. */
  include?: readonly string[] | undefined;
}

/**
 * The project's environments and what their resources are: the default export of `evergraph.config.ts`.
 * @throws `no-environment` when there is none, `bad-environment-name`, `bad-slots` when a pool has less than one slot, `bad-number` when
 * `concurrency` is no whole number from 1 up.
 * @example
 * ```ts
 * import { defineConfig } from "evergraph";
 * export default defineConfig({ environments: { dev: {}, prod: { confirm: true } }, include: ["src/**"] });
 * ```
 */
export function defineConfig(config: Config): Config {
  const environments = Object.entries(config.environments).map(([name, options]) =>
    environment(name, options, managersByName(config.io)),
  );
  if (environments.length === 0) throw userError(definitionErrors.noEnvironment, {});
  const definition: ConfigDefinition = {
    kind: "config",
    environments,
    ...(config.include === undefined ? {} : { include: [...config.include] }),
  };
  return Object.defineProperty({ ...config }, definitionOf, { value: definition });
}

function environment(
  name: string,
  options: Environment,
  io: Readonly<Record<string, AnyIoManager>>,
): EnvironmentDefinition {
  const {
    resources,
    concurrency,
    confirm = false,
    pools = {},
  } = options as EnvironmentOptions & { resources?: object };
  if (!isEnvironmentName(name)) throw userError(definitionErrors.badEnvironmentName, { name });
  // With no step at once, a run would wait for ever.
  if (concurrency !== undefined) numberFrom(1, concurrency, `The environment "${name}"`, "concurrency");
  for (const [pool, slots] of Object.entries(pools)) {
    if (!Number.isSafeInteger(slots) || slots < 1)
      throw userError(definitionErrors.badSlots, { key: name, pool, slots });
  }
  return {
    name,
    resources: { ...resources },
    confirm,
    pools: { ...pools },
    io: { ...io, ...managersByName(options.io) },
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

function managersByName(io: Io | undefined): Readonly<Record<string, AnyIoManager>> {
  if (io === undefined) return {};
  return isIoManager(io) ? { default: io } : { ...(io as Readonly<Record<string, AnyIoManager>>) };
}
