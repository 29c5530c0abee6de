import { entry } from "./error-entry.ts";

/** What can be wrong with definitions: the same code and words in the editor, in a terminal and when a run refuses to start. */
export const definitionErrors = {
  duplicateKey: entry<{ key: string }>(
    "duplicate-key",
    ({ key }) => `The key "${key}" is defined more than once.`,
    () => "Give one of the assets another key.",
  ),
  unknownDependency: entry<{ key: string; suggestion?: string | undefined }>(
    "unknown-dependency",
    ({ key }) => `No asset has the key "${key}".`,
    ({ suggestion }) =>
      suggestion === undefined ? "Define the asset, or correct the name." : `Did you mean "${suggestion}"?`,
  ),
  cycle: entry<{ ring: string[] }>(
    "cycle",
    ({ ring }) => `These assets wait for each other: ${[...ring, ring[0]].join(" → ")}.`,
    () => "Remove one of these dependencies.",
  ),
  notExported: entry<{ key: string }>(
    "not-exported",
    ({ key }) => `The asset "${key}" is not exported, so no run finds it.`,
    () => "Export it.",
    "warning",
  ),
  keyNotLiteral: entry<{ expression: string }>(
    "key-not-literal",
    ({ expression }) => `Only running can tell the key ${expression}.`,
    () => "Write the key as a plain string, or load the definitions to see this asset.",
    "warning",
  ),
  malformedKey: entry<{ key: string }>(
    "malformed-key",
    ({ key }) => `"${key}" is no asset key.`,
    () => "Use letters, digits, _, - and . in segments joined by /.",
  ),
  badOwner: entry<{ owner: string }>(
    "bad-owner",
    ({ owner }) => `"${owner}" is no owner.`,
    () => 'Write an e-mail address, or "team:" and a name.',
    "warning",
  ),
  tagsInList: entry<{ names: readonly string[] }>(
    "tags-in-list",
    () => "Tags have names and values: a list of them is passed over.",
    ({ names: [name = "slow"] }) => `Write tags: { ${JSON.stringify(name)}: "" }, which tag:${name} selects.`,
    "warning",
  ),
  badCron: entry<{ cron: string; why: string }>(
    "bad-cron",
    ({ cron, why }) => `"${cron}" is no cron expression: ${why}.`,
    () => "Write five fields: minute, hour, day of month, month, day of week.",
  ),
  badTimezone: entry<{ timezone: string }>(
    "bad-timezone",
    ({ timezone }) => `"${timezone}" is no time zone.`,
    () => "Write an IANA name, such as Europe/Zurich.",
  ),
  unknownResource: entry<{ resource: string; environment: string }>(
    "unknown-resource",
    ({ resource, environment }) => `The environment "${environment}" does not bind the resource "${resource}".`,
    ({ resource }) => `Add "${resource}" to its resources in evergraph.config.ts.`,
  ),
  selectionSyntax: entry<{ selection: string; why: string }>(
    "selection-syntax",
    ({ selection, why }) => `The selection "${selection}" cannot be read: ${why}.`,
    () => "Write keys, key:, group:, owner:, kind:, tag: with and, or, not, and + for neighbours.",
  ),
  selectionUnsupported: entry<{ attribute: string }>(
    "selection-unsupported",
    ({ attribute }) => `Selections by ${attribute}: are not supported.`,
    () => "Select by key:, group:, owner:, kind:, tag: or status: instead.",
  ),
  emptySelection: entry<{ selection: string }>(
    "empty-selection",
    ({ selection }) => `No asset matches "${selection}".`,
    () => "List the keys with `evergraph list`.",
  ),
  restInput: entry<{ name: string }>(
    "rest-input",
    ({ name }) => `"...${name}" would ask for every asset there is.`,
    () => "Name each asset that the function reads.",
  ),
  computedInput: entry<{ expression: string }>(
    "computed-input",
    ({ expression }) => `The dependency [${expression}] can only be known by running.`,
    () => 'Write the key, or name it in inputs: { name: "key" }.',
  ),
  edgeType: entry<{ from: string; to: string; why: string }>(
    "edge-type",
    ({ from, to, why }) => `"${to}" cannot read "${from}": ${why}.`,
    () => "Change what is read, or what is returned.",
  ),
  partitionedNotYet: entry<{ key: string }>(
    "partitioned-not-yet",
    ({ key }) => `"${key}" is partitioned, and this version cannot run partitioned assets yet.`,
    () => "Run the assets without partitions, or remove its `partitions` for now.",
  ),
  partitionArithmetic: entry<{ what: string }>(
    "partition-arithmetic",
    ({ what }) => `This version cannot compute "${what}" of partitions yet.`,
    () => "Use partition definitions only as the option `partitions` for now.",
  ),
  inputsUnreadable: entry<{ key: string }>(
    "inputs-unreadable",
    ({ key }) => `The function of "${key}" does not show which assets it reads.`,
    () => "Destructure them in its first parameter, or name them in `inputs`.",
  ),
  inputsNotDestructured: entry<{ key: string; name: string }>(
    "inputs-not-destructured",
    ({ key, name }) => `The function of "${key}" reads "${name}" without having asked for it.`,
    ({ name }) => `Destructure it in the first parameter: ({ ${name} }) => …`,
  ),
  badReference: entry<{ what: string }>(
    "bad-reference",
    ({ what }) => `${what} stands where an asset is to be named.`,
    () =>
      "Give a key, a handle, from(…) or optional(…). A handle is undefined while its module is still loading: use the key then.",
  ),
  badDuration: entry<{ key: string; duration: string }>(
    "bad-duration",
    ({ key, duration }) => `"${duration}", given for "${key}", is no duration.`,
    () => 'Write a number and ms, s, m, h or d: "30s".',
  ),
  metadataValue: entry<{ name: string }>(
    "metadata-value",
    ({ name }) => `The metadata "${name}" cannot be kept.`,
    () => "Give plain data: text, numbers, dates, lists, objects without rings; of a Map its entries.",
  ),
  noEnvironment: entry<Record<string, never>>(
    "no-environment",
    () => "The configuration names no environment.",
    () => "Add one: environments: { dev: {} }.",
  ),
  badConfig: entry<{ key: string; issues: string[] }>(
    "bad-config",
    ({ key, issues }) => `The config of "${key}" does not fit: ${issues.join("; ")}.`,
    () => "Correct the values, or the schema in its option `config`.",
  ),
  badRow: entry<{ key: string; row?: number | undefined; issues: string[] }>(
    "bad-row",
    ({ key, row, issues }) =>
      `${row === undefined ? "The value" : `Row ${row}`} of "${key}" does not fit its schema: ${issues.join("; ")}.`,
    () => "Correct what the function returns, or the option `schema`.",
  ),
  assetSkipped: entry<{ key: string; reason: string }>(
    "asset-skipped",
    ({ key, reason }) => `"${key}" was skipped: ${reason}.`,
    () => "Give it inputs for which there is something to make.",
    "information",
  ),
  externalNotMade: entry<{ key: string }>(
    "external-not-made",
    ({ key }) => `"${key}" is made elsewhere.`,
    () => "Give its value in `given`, or leave it out.",
  ),
  inputNotGiven: entry<{ key: string; input: string }>(
    "input-not-given",
    ({ key, input }) => `"${key}" reads "${input}", which is neither given nor made.`,
    ({ input }) => `Give its value, or materialize "${input}" too.`,
  ),
  notMaterialized: entry<{ key: string; why: string }>(
    "not-materialized",
    ({ key, why }) => `"${key}" has no value here: ${why}.`,
    () => "Materialize it too, or look at its outcome first.",
  ),
  badSlots: entry<{ key: string; pool: string; slots: number }>(
    "bad-slots",
    ({ key, pool, slots }) => `"${key}" cannot have ${slots} slots of the pool "${pool}".`,
    () => "Write a whole number from 1 up.",
  ),
  badNumber: entry<{ of: string; option: string; value: string; wanted: string }>(
    "bad-number",
    ({ of, option, value }) => `${of} cannot have ${value} as ${option}.`,
    ({ wanted }) => `Write ${wanted}.`,
  ),
  delayMissing: entry<{ key: string; option: string }>(
    "delay-missing",
    ({ key, option }) => `The retry of "${key}" has ${option}, but no delay that it could change.`,
    ({ option }) => `Add a delay, delay: "10s", or leave out ${option}.`,
  ),
  badEnvironmentName: entry<{ name: string }>(
    "bad-environment-name",
    ({ name }) => `"${name}" cannot be the name of an environment: a folder is called by it.`,
    () => "Write letters, digits, _ or -, and dots between them.",
  ),
  checkResultInvalid: entry<{ check: string; asset: string; what: string }>(
    "check-result-invalid",
    ({ check, asset, what }) => `The check "${check}" of "${asset}" gave ${what}.`,
    () => "Return true or false, or { passed, severity, description, metadata }.",
  ),
  checkUndeclared: entry<{ key: string; check: string }>(
    "check-undeclared",
    ({ key, check }) => `"${key}" reports a check "${check}" that its option \`checks\` does not name.`,
    ({ check }) => `Add "${check}" to \`checks\`.`,
  ),
  checkOfNoOutput: entry<{ key: string; check: string; asset: string }>(
    "check-of-no-output",
    ({ key, check, asset }) => `The check "${check}" of "${key}" belongs to "${asset}", which is none of its outputs.`,
    () => "Name one of the outputs.",
  ),
  outputsUnreadable: entry<{ key: string; what: string }>(
    "outputs-unreadable",
    ({ key, what }) => `"${key}" returned ${what}, where its outputs are to be told apart.`,
    () => "Return an object with a value for each output: { first, second }.",
  ),
  outputMissing: entry<{ key: string; output: string }>(
    "output-missing",
    ({ key, output }) => `"${key}" returned no value for its output "${output}".`,
    ({ output }) => `Return one, or say that it may be left out: ${output}: { optional: true }.`,
  ),
  observationInvalid: entry<{ key: string }>(
    "observation-invalid",
    ({ key }) => `What \`observe\` of "${key}" gave tells no data version.`,
    () => "Return a text, a number, a date, or { dataVersion, metadata }.",
  ),
  ioManagerInvalid: entry<{ name: string }>(
    "io-manager-invalid",
    ({ name }) => `The IO manager "${name}" cannot store and load.`,
    () => "Give frames(), json(), memory(), or an object with the functions store and load.",
  ),
  ioPlaceMissing: entry<{ name: string }>(
    "io-place-missing",
    ({ name }) => `The IO manager "${name}" did not say where it stored a value.`,
    () => "Return the place from its store functions: a text that load understands.",
  ),
  ioNoStreams: entry<{ name: string }>(
    "io-no-streams",
    ({ name }) => `The IO manager "${name}" cannot keep streams.`,
    () => "Give it storeStream and loadStream, or return a list.",
  ),
  ioNoResources: entry<{ resource: string }>(
    "io-no-resources",
    ({ resource }) => `The resource "${resource}" is not at hand for an IO manager here.`,
    () => "Read the value in a run.",
  ),
  noOutputs: entry<{ key: string }>(
    "no-outputs",
    ({ key }) => `"${key}" names no outputs.`,
    () => "Name what it makes in `outputs`, by key.",
  ),
  duplicateCheck: entry<{ asset: string; check: string }>(
    "duplicate-check",
    ({ asset, check }) => `"${asset}" has more than one check "${check}".`,
    () => "Give one of them another name: ready-made checks take the option `name`.",
  ),
} as const;
