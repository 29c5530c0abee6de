import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { soundGraph } from "../core/validation/sound-graph.ts";
import type { LoadedDefinitions } from "./load-definitions.ts";

/**
 * What was loaded, when it may be run. Text shows most mistakes before there is a plan; keys, dependencies and resources that are computed
 * show only now. Throws the first mistake in what is planned, with the code and the words that the editor has for it.
 */
export function checkDefinitions(plan: RunPlan, loaded: LoadedDefinitions): LoadedDefinitions {
  const { definitions, checks, environment } = loaded;
  soundGraph(definitions.values(), {
    rangeOf: (key) => plan.sources[key],
    checks: checks.values(),
    checkRangeOf: (id) => plan.checkSources?.[id],
    // Only the environment of the run: what another one lacks stops nothing here.
    config: environment && { kind: "config", environments: [environment] },
  });
  for (const { assets, checks: planned } of plan.steps) if (assets.length === 0) soundChecks(plan, loaded, planned);
  return loaded;
}

/** The checks of a step of their own: of assets that there are, with resources that can be had. */
function soundChecks(plan: RunPlan, loaded: LoadedDefinitions, planned: RunPlan["steps"][number]["checks"]): void {
  const { definitions, checks, environment } = loaded;
  for (const { asset, name } of planned) {
    const id = checkId(asset, name);
    const range = plan.checkSources?.[id];
    // The files of what is judged need not have been loaded, but then the plan knows where it stands.
    if (!definitions.has(asset) && plan.sources[asset] === undefined) {
      throw userError(definitionErrors.unknownDependency, { key: asset }, range);
    }
    if (environment === undefined) continue;
    for (const { name: resource } of Object.values(checks.get(id)?.function.resources ?? {})) {
      if (Object.hasOwn(environment.resources, resource)) continue;
      throw userError(definitionErrors.unknownResource, { resource, environment: environment.name }, range);
    }
  }
}
