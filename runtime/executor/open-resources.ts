import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { definitionOf, type ProviderDefinition, type ResourceDefinition } from "../core/definitions/definition.ts";
import type { Log, Resource, StartContext } from "../core/definitions/resource.ts";

/** The resources of a run: each is started when the first asset needs it, once, and stopped when the run ends. */
export interface OpenResources {
  /** Those of an asset, by the names under which it asks for them. Rejects with what the start of one threw. */
  open(slots: Readonly<Record<string, ResourceDefinition>>): Promise<Readonly<Record<string, unknown>>>;
  /** What fills one slot. Rejects as `open` does. */
  readonly openOne: (slot: { readonly name: string }) => Promise<unknown>;
  /** Stops what was started, the last first. Never rejects: each error is given to `onError`. */
  close(onError: (resource: string, error: unknown) => void): Promise<void>;
}

export interface ResourceSurroundings {
  readonly environment: string;
  /** By slot: the thing itself, or what `provide` made. */
  readonly bindings: Readonly<Record<string, unknown>>;
  readonly variable: (name: string) => string | undefined;
  /** Told each value that `env()` gives. */
  readonly onSecret: (value: string) => void;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export function openResources(surroundings: ResourceSurroundings): OpenResources {
  const { bindings, environment, log, signal } = surroundings;
  const started = new Map<string, Promise<unknown>>();
  const stops: { readonly name: string; readonly stop: () => unknown }[] = [];

  return {
    async open(slots) {
      const names = Object.keys(slots);
      const values = await Promise.all(names.map((name) => start((slots[name] as ResourceDefinition).name, [])));
      return Object.fromEntries(names.map((name, at) => [name, values[at]]));
    },
    openOne: ({ name }) => start(name, []),
    async close(onError) {
      // What is still starting has to be there before it can be stopped.
      await Promise.allSettled(started.values());
      for (const { name, stop } of stops.reverse()) {
        try {
          await stop();
        } catch (error) {
          onError(name, error);
        }
      }
      stops.length = 0;
    },
  };

  function start(name: string, above: readonly string[]): Promise<unknown> {
    if (above.includes(name)) return Promise.reject(userError(runErrors.resourceRing, { ring: [...above, name] }));
    let value = started.get(name);
    if (value === undefined) {
      const begun = startNow(name, [...above, name]);
      started.set(name, begun);
      // Another attempt may find what was not there yet.
      begun.catch(() => {
        if (started.get(name) === begun) started.delete(name);
      });
      value = begun;
    }
    return value;
  }

  async function startNow(name: string, above: readonly string[]): Promise<unknown> {
    if (!Object.hasOwn(bindings, name)) {
      throw userError(definitionErrors.unknownResource, { resource: name, environment });
    }
    const provider = providerOf(bindings[name]);
    if (provider === undefined) return bindings[name];
    const context: StartContext = {
      env,
      log,
      signal,
      resource: <T>(slot: Resource<T>) => start(slot.name, above) as Promise<T>,
    };
    const value = await provider.start(context as never);
    // Nested ones finish their start before this one does, so the reverse order stops them after it.
    if (provider.stop !== undefined) stops.push({ name, stop: () => provider.stop?.(value as never) });
    return value;
  }

  function env(name: string): string {
    const value = surroundings.variable(name);
    if (value === undefined) throw userError(runErrors.variableMissing, { name });
    surroundings.onSecret(value);
    return value;
  }
}

function providerOf(binding: unknown): ProviderDefinition | undefined {
  if (typeof binding !== "object" || binding === null) return undefined;
  const definition = (binding as { readonly [definitionOf]?: ProviderDefinition })[definitionOf];
  return definition?.kind === "provider" ? definition : undefined;
}
