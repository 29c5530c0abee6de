import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { soundGraph } from "../core/validation/sound-graph.ts";
import type { LoadedDefinitions } from "./load-definitions.ts";

/**
 * What was loaded, when it may be run. Text shows most mistakes before there is a plan; keys, dependencies and resources that are computed
 * show only now. Throws the first mistake in a planned asset, with the code and the words that the editor has for it.
 */
export function checkDefinitions(plan: RunPlan, loaded: LoadedDefinitions): LoadedDefinitions {
  const { definitions, environment } = loaded;
  soundGraph(definitions.values(), {
    rangeOf: (key) => plan.sources[key],
    // Only the environment of the run: what another one lacks stops nothing here.
    config: environment && { kind: "config", environments: [environment] },
  });
  return loaded;
}
