import { entry } from "./error-entry.ts";

/** What can go wrong when assets are run: before anything runs, in a step, and with the process that runs them. */
export const runErrors = {
  sourceChanged: entry<{ file: string }>(
    "source-changed",
    ({ file }) => `${file} is no longer as it was when this run was planned.`,
    () => "Save your files and start the run again.",
  ),
  bundleFailed: entry<{ why: string }>(
    "bundle-failed",
    ({ why }) => `The code of these assets cannot be built: ${why}.`,
    () => "Correct the file at the place shown.",
  ),
  definitionMissing: entry<{ key: string; file: string }>(
    "definition-missing",
    ({ key, file }) => `${file} was loaded, but exports no asset "${key}".`,
    () => "Export the asset from the file that defines it.",
  ),
  multiAssetNotYet: entry<{ key: string }>(
    "multi-asset-not-yet",
    ({ key }) => `"${key}" is made together with other assets, which this version cannot run yet.`,
    () => "Leave it out of the selection.",
  ),
  outputUnasked: entry<{ key: string; output: string }>(
    "output-unasked",
    ({ key, output }) => `"${key}" returned an output "${output}", which it was not asked for.`,
    () => "Declare it in `outputs`; in a run of some outputs return only those in `context.selected`.",
  ),
  outputLeftOut: entry<{ output: string }>(
    "output-left-out",
    ({ output }) => `"${output}" was left out this time.`,
    () => "Return a value for it when it is to be made.",
  ),
  blockingCheckFailed: entry<{ asset: string; check: string }>(
    "blocking-check-failed",
    ({ asset, check }) => `The blocking check "${check}" of "${asset}" did not pass.`,
    ({ asset }) => `Look at what the check says about "${asset}"; what is below it was held back.`,
  ),
  checkUnreported: entry<{ key: string; check: string }>(
    "check-unreported",
    ({ key, check }) => `"${key}" ended without reporting its check "${check}".`,
    ({ check }) => `Call context.check("${check}", …) each time, or take it out of \`checks\`.`,
  ),
  checkWithoutResult: entry<{ asset: string; check: string }>(
    "check-without-result",
    ({ asset, check }) => `The check "${check}" of "${asset}" gave no result.`,
    ({ check }) => `Return { ${check}: true } or { ${check}: false } among the others.`,
  ),
  checkMissing: entry<{ asset: string; check: string; file: string }>(
    "check-missing",
    ({ asset, check, file }) => `${file} was loaded, but exports no check "${check}" of "${asset}".`,
    () => "Export the check from the file that defines it.",
  ),
  configMissing: entry<{ file: string }>(
    "config-missing",
    ({ file }) => `${file} has no defineConfig(…) as its default export.`,
    () => "Write `export default defineConfig({ environments: { … } })`.",
  ),
  unknownEnvironment: entry<{ environment: string; known: readonly string[] }>(
    "unknown-environment",
    ({ environment }) => `evergraph.config.ts has no environment "${environment}".`,
    ({ known }) => `Choose one of: ${known.join(", ")}.`,
  ),
  variableMissing: entry<{ name: string }>(
    "variable-missing",
    ({ name }) => `The environment variable ${name} is not set.`,
    ({ name }) => `Set ${name} where the run is started, or in the file .env of the project.`,
  ),
  resourceRing: entry<{ ring: readonly string[] }>(
    "resource-ring",
    ({ ring }) => `These resources wait for each other: ${ring.join(" → ")}.`,
    () => "Let one of them start without the other.",
  ),
  inputMissing: entry<{ key: string; input: string }>(
    "input-missing",
    ({ key, input }) => `"${key}" reads "${input}", which has never been materialized.`,
    ({ input }) => `Materialize "${input}" first, or together with it.`,
  ),
  inputUndeclared: entry<{ key: string; input: string }>(
    "input-undeclared",
    ({ key, input }) => `"${key}" asked loadInput() for "${input}", which it does not declare.`,
    ({ input }) => `Name "${input}" in its parameter, in inputs or in deps.`,
  ),
  ioManagerMissing: entry<{ key: string; manager: string }>(
    "io-manager-missing",
    ({ key, manager }) => `The value of "${key}" is kept by the IO manager "${manager}", which is not configured.`,
    ({ manager }) => `Add "${manager}" to io in evergraph.config.ts.`,
  ),
  placeSecret: entry<{ name: string }>(
    "io-place-secret",
    ({ name }) => `The place that the IO manager "${name}" returned holds a secret, so it is not recorded.`,
    () => "Return a place without it, and take what env() gives from a resource when the value is loaded.",
  ),
  resourceStop: entry<{ resource: string; why: string }>(
    "resource-stop",
    ({ resource, why }) => `Stopping the resource "${resource}" failed: ${why}`,
    ({ resource }) => `Correct what stops "${resource}" in provide(…); what was made is not affected.`,
  ),
  waitsForRun: entry<{ run: string }>(
    "waits-for-run",
    ({ run }) => `Waits for the run ${run}, which is making it.`,
    () => "Wait until that run has ended, or cancel it.",
    "information",
  ),
  cancelAsked: entry<Record<never, never>>(
    "cancel-asked",
    () => "This run was cancelled, as asked by another process.",
    () => "Start it again when it is wanted.",
    "information",
  ),
  waitsForSlot: entry<{ pool: string; run: string }>(
    "waits-for-slot",
    ({ pool, run }) => `Waits for a slot of the pool "${pool}", which the run ${run} has or comes before.`,
    () => "Wait until that run has given it back, or cancel it.",
    "information",
  ),
  poolTooSmall: entry<{ name: string; pool: string; asked: number; slots: number }>(
    "pool-too-small",
    ({ name, pool, asked, slots }) => `"${name}" takes ${asked} slots of the pool "${pool}", which has ${slots}.`,
    ({ pool, asked }) => `Give "${pool}" at least ${asked} slots in evergraph.config.ts, or let it take fewer.`,
  ),
  stepTimeout: entry<{ key: string; seconds: number }>(
    "step-timeout",
    ({ key, seconds }) => `"${key}" took longer than its timeout of ${seconds} s.`,
    () => "Make it faster, or give it a longer timeout.",
  ),
  retryAsked: entry<{ seconds: number }>(
    "retry-asked",
    ({ seconds }) => `Asked to be tried again after ${seconds} s.`,
    () => "Allow more attempts: the option `retries` of retryAfter(…), or the asset's `retry`.",
  ),
  thrownNothing: entry<{ thrown: string }>(
    "thrown-value",
    ({ thrown }) => `Something that is no Error was thrown: ${thrown}.`,
    () => "Throw an Error, so that its place is known.",
  ),
  exitCalled: entry<{ code: string }>(
    "exit-called",
    ({ code }) => `process.exit(${code}) was called inside an asset.`,
    () => "Throw an error instead: exiting would end every asset of the run.",
  ),
  outOfMemory: entry<{ limit: string }>(
    "out-of-memory",
    ({ limit }) => `The process ran out of memory${limit} while this was running.`,
    () =>
      "Return an async iterable, so that rows are streamed, or give Node more: NODE_OPTIONS=--max-old-space-size=8192.",
  ),
  runnerDied: entry<{ how: string }>(
    "runner-crashed",
    ({ how }) => `The process ended (${how}) while this was running.`,
    () => "Look at the last lines of its output, then run it again.",
  ),
  triedAlone: entry<{ how: string }>(
    "tried-alone",
    ({ how }) => `${how} Others were running too, so this is run again, alone, to see which of them was the reason.`,
    () => "Wait until it has ended.",
    "information",
  ),
  runnerSilent: entry<{ how: string }>(
    "runner-start",
    ({ how }) => `The process that runs assets could not be started: ${how}.`,
    () => "Run `evergraph doctor` to see which Node and which package are used.",
  ),
  loadEnded: entry<Record<never, never>>(
    "load-ended",
    () => "Loading was given up, as the window or the command that asked for it is closing.",
    () => "Load again when it is open.",
    "information",
  ),
  protocolMismatch: entry<{ ours: number; theirs: number }>(
    "protocol-mismatch",
    ({ ours, theirs }) => `The project's package evergraph speaks protocol ${theirs}, this side speaks ${ours}.`,
    ({ ours, theirs }) =>
      theirs < ours ? "Update the package evergraph of the project." : "Update the Evergraph extension.",
  ),
  nodeMissing: entry<{ tried: string }>(
    "node-missing",
    ({ tried }) => `No Node of version 22.13 or newer was found (${tried}).`,
    () =>
      "Install Node 22.13 or newer, for this project alone with `npm install --save-dev node@24`; in VS Code the setting evergraph.nodePath names one.",
  ),
  packageMissing: entry<{ project: string }>(
    "package-missing",
    () => "The package evergraph is not installed in this project.",
    () => "Add it with the project's package manager, for example `npm install evergraph`.",
  ),
  packageBroken: entry<{ folder: string; missing: string }>(
    "package-broken",
    ({ folder, missing }) => `The package evergraph at ${folder} is incomplete: ${missing} is missing.`,
    () => "Install it again.",
  ),
} as const;
