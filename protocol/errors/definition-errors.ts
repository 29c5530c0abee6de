import type { ErrorEntry } from "./error-entry.ts";

/** What can be wrong with definitions: the same code and words in the editor, in a terminal and when a run refuses to start. */
export const definitionErrors = {
  duplicateKey: entry<{ key: string }>(
    "duplicate-key",
    "error",
    ({ key }) => `The key "${key}" is defined more than once.`,
    () => "Give one of the assets another key.",
  ),
  unknownDependency: entry<{ key: string; suggestion?: string | undefined }>(
    "unknown-dependency",
    "error",
    ({ key }) => `No asset has the key "${key}".`,
    ({ suggestion }) =>
      suggestion === undefined ? "Define the asset, or correct the name." : `Did you mean "${suggestion}"?`,
  ),
  cycle: entry<{ ring: string[] }>(
    "cycle",
    "error",
    ({ ring }) => `These assets wait for each other: ${[...ring, ring[0]].join(" → ")}.`,
    () => "Remove one of these dependencies.",
  ),
  notExported: entry<{ key: string }>(
    "not-exported",
    "warning",
    ({ key }) => `The asset "${key}" is not exported, so no run finds it.`,
    () => "Export it.",
  ),
  keyNotLiteral: entry<{ expression: string }>(
    "key-not-literal",
    "warning",
    ({ expression }) => `Only running can tell the key ${expression}.`,
    () => "Write the key as a plain string, or load the definitions to see this asset.",
  ),
  malformedKey: entry<{ key: string }>(
    "malformed-key",
    "error",
    ({ key }) => `"${key}" is no asset key.`,
    () => "Use letters, digits, _, - and . in segments joined by /.",
  ),
  badOwner: entry<{ owner: string }>(
    "bad-owner",
    "warning",
    ({ owner }) => `"${owner}" is no owner.`,
    () => 'Write an e-mail address, or "team:" and a name.',
  ),
  badCron: entry<{ cron: string; why: string }>(
    "bad-cron",
    "error",
    ({ cron, why }) => `"${cron}" is no cron expression: ${why}.`,
    () => "Write five fields: minute, hour, day of month, month, day of week.",
  ),
  badTimezone: entry<{ timezone: string }>(
    "bad-timezone",
    "error",
    ({ timezone }) => `"${timezone}" is no time zone.`,
    () => "Write an IANA name, such as Europe/Zurich.",
  ),
  unknownResource: entry<{ resource: string; environment: string }>(
    "unknown-resource",
    "error",
    ({ resource, environment }) => `The environment "${environment}" does not bind the resource "${resource}".`,
    ({ resource }) => `Add "${resource}" to its resources in evergraph.config.ts.`,
  ),
  selectionSyntax: entry<{ selection: string; why: string }>(
    "selection-syntax",
    "error",
    ({ selection, why }) => `The selection "${selection}" cannot be read: ${why}.`,
    () => "Write keys, key:, group:, owner:, kind:, tag: with and, or, not, and + for neighbours.",
  ),
  selectionUnsupported: entry<{ attribute: string }>(
    "selection-unsupported",
    "error",
    ({ attribute }) => `Selections by ${attribute}: are not supported.`,
    () => "Select by key:, group:, owner:, kind:, tag: or status: instead.",
  ),
  emptySelection: entry<{ selection: string }>(
    "empty-selection",
    "error",
    ({ selection }) => `No asset matches "${selection}".`,
    () => "List the keys with `evergraph list`.",
  ),
  restInput: entry<{ name: string }>(
    "rest-input",
    "error",
    ({ name }) => `"...${name}" would ask for every asset there is.`,
    () => "Name each asset that the function reads.",
  ),
  computedInput: entry<{ expression: string }>(
    "computed-input",
    "error",
    ({ expression }) => `The dependency [${expression}] can only be known by running.`,
    () => 'Write the key, or name it in inputs: { name: "key" }.',
  ),
  edgeType: entry<{ from: string; to: string; why: string }>(
    "edge-type",
    "error",
    ({ from, to, why }) => `"${to}" cannot read "${from}": ${why}.`,
    () => "Change what is read, or what is returned.",
  ),
} as const;

function entry<Facts>(
  code: string,
  severity: ErrorEntry<Facts>["severity"],
  message: (facts: Facts) => string,
  remedy: (facts: Facts) => string,
): ErrorEntry<Facts> {
  return { code, severity, message, remedy };
}
