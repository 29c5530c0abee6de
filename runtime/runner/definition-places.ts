import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { definitionOf } from "../core/definitions/definition.ts";
import { userPlace } from "../executor/user-place.ts";

/** Under this symbol is what a bundle calls with each thing that was defined, and the function that defined it. */
const name = "evergraph.noteDefinition";

/** The functions of the package whose calls define something that is to be found in the text. */
const defining = ["asset", "externalAsset", "multiAsset", "assetCheck", "assetChecks"] as const;

/** Takes the place of the package `evergraph` in a bundle that notes places: the same package, whose defining functions say it. */
export const placesModule = [
  'export * from "evergraph";',
  'import * as evergraph from "evergraph";',
  `const note = globalThis[Symbol.for(${JSON.stringify(name)})];`,
  "const noting = (define) => define && function noted(...values) { return note(define(...values), noted); };",
  ...defining.map((one) => `export const ${one} = noting(evergraph[${JSON.stringify(one)}]);`),
].join("\n");

/** Where loaded definitions were made. */
export interface DefinitionPlaces {
  /** Of what carries a definition, or of the definition itself; undefined: it was not made by a file of the bundle. */
  of(definition: object): SourceRange | undefined;
}

/** A call makes one definition, or an object of them. */
const deepest = 2;
/** The call itself is near: helpers of the user's may lie between. */
const frames = 12;

/** Notes the places of what is defined from now on in this process. `project`: absolute folder. */
export function noteDefinitionPlaces(project: string): DefinitionPlaces {
  const stacks = new WeakMap<object, { readonly stack?: string }>();
  const note = <Defined>(defined: Defined, caller: () => unknown): Defined => {
    const at: { stack?: string } = {};
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = frames;
    Error.captureStackTrace(at, caller);
    Error.stackTraceLimit = limit;
    keep(defined, at, 0);
    return defined;
  };
  Object.assign(globalThis, { [Symbol.for(name)]: note });
  return {
    of(definition) {
      const stack = stacks.get(definition)?.stack;
      return stack === undefined ? undefined : userPlace(stack, project);
    },
  };

  function keep(value: unknown, at: { readonly stack?: string }, depth: number): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    const definition = (value as { readonly [definitionOf]?: object })[definitionOf];
    if (definition !== undefined) {
      // One that was made before, and is only handed on, keeps its place.
      if (!stacks.has(definition)) stacks.set(definition, at);
      return;
    }
    if (depth < deepest) for (const part of Object.values(value)) keep(part, at, depth + 1);
  }
}
