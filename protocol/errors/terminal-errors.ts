import type { ErrorEntry, Severity } from "./error-entry.ts";

/** What can be wrong with a request in a terminal, and with what `evergraph doctor` looks at. */
export const terminalErrors = {
  noProject: entry<{ folder: string }>(
    "no-project",
    ({ folder }) => `${folder} belongs to no project: no package.json at or above it names evergraph.`,
    () =>
      "Go to the project's folder or name it with --project; to begin one, run `npm install evergraph` and `evergraph init` there.",
  ),
  severalProjects: entry<{ folder: string; projects: readonly string[] }>(
    "several-projects",
    ({ folder, projects }) => `${folder} holds ${projects.length} projects: ${projects.join(", ")}.`,
    () => "Name one with --project.",
  ),
  folderMissing: entry<{ folder: string }>(
    "folder-missing",
    ({ folder }) => `There is no folder ${folder}.`,
    () => "Correct the name, here or in --project.",
  ),
  manifestMissing: entry<{ folder: string }>(
    "manifest-missing",
    ({ folder }) => `${folder} has no package.json.`,
    () => "Run `npm init` there first.",
  ),
  syntaxError: entry<{ why: string; typescript: number }>(
    "syntax-error",
    ({ why, typescript }) => `This does not parse: ${why} (TS${typescript}).`,
    () => "Correct it: what stands in this file cannot be run until then.",
  ),
  onlyLoadingTells: entry<{ places: number }>(
    "only-loading-tells",
    ({ places }) => `Only running can tell the assets of ${places === 1 ? "one place" : `${places} places`}.`,
    () => "Add --load to run the definitions first.",
    "information",
  ),
  namesOutputs: entry<{ name: string; outputs: readonly string[] }>(
    "names-outputs",
    ({ name }) => `"${name}" is no asset: it is the name of a function that makes several.`,
    ({ outputs }) => `Name what it makes: ${outputs.join(", ")}.`,
  ),
  valueNotReadHere: entry<{ key: string; manager: string }>(
    "value-not-read-here",
    ({ key, manager }) =>
      `The value of "${key}" is kept by the IO manager "${manager}", which only a run can ask for it.`,
    ({ key }) =>
      `See what was recorded of it with \`evergraph show ${key}\`, or read it in an asset that has it as an input.`,
  ),
  notACheck: entry<{ text: string }>(
    "not-a-check",
    ({ text }) => `"${text}" names no check.`,
    () => "Write the asset's key, a colon and the check's name: orders:complete.",
  ),
  confirmationNeeded: entry<{ environment: string }>(
    "confirmation-needed",
    ({ environment }) => `The environment "${environment}" asks before a run.`,
    () => "Add --yes to run there.",
  ),
  environmentWithoutConfig: entry<{ environment: string; known: string }>(
    "environment-without-config",
    ({ environment, known }) =>
      `There is no environment "${environment}": without an evergraph.config.ts there is only ${known}.`,
    () => "Leave out --env, or name environments in evergraph.config.ts.",
  ),
  unknownRun: entry<{ run: string }>(
    "unknown-run",
    ({ run }) => `No run is called "${run}".`,
    () => "List the runs with `evergraph runs`; `last` is the latest one.",
  ),
  runEnded: entry<{ run: string; state: string }>(
    "run-ended",
    ({ run, state }) => `The run ${run} has ended already: ${state}.`,
    () => "There is nothing to cancel; `evergraph runs` lists what goes on.",
  ),
  noRunYet: entry<{ environment: string }>(
    "no-run-yet",
    ({ environment }) => `There is no run yet in ${environment}.`,
    () => "Start one with `evergraph materialize '*'`.",
  ),
  ambiguousRun: entry<{ run: string; matching: number }>(
    "ambiguous-run",
    ({ run, matching }) => `${matching} runs are called "${run}…".`,
    () => "Write more of the name.",
  ),
  noValue: entry<{ key: string }>(
    "no-value",
    ({ key }) => `"${key}" has no stored value.`,
    ({ key }) => `Make it with \`evergraph materialize ${key}\`.`,
  ),
  registryNotIncluded: entry<{ file: string }>(
    "registry-not-included",
    ({ file }) => `${file} leaves out evergraph-env.d.ts, so names that assets read have no types.`,
    () => 'Run `evergraph init`, or add "evergraph-env.d.ts" to include.',
  ),
  registryInherited: entry<{ file: string }>(
    "registry-inherited",
    ({ file }) => `${file} takes its include from another file, which leaves out evergraph-env.d.ts.`,
    () => 'Add "evergraph-env.d.ts" to the include of that file.',
  ),
  tsconfigMissing: entry<{ folder: string }>(
    "tsconfig-missing",
    ({ folder }) => `${folder} has no tsconfig.json, so names that assets read have no types.`,
    () => "Run `evergraph init`.",
    "warning",
  ),
  tsconfigUnreadable: entry<{ file: string; why: string }>(
    "tsconfig-unreadable",
    ({ file, why }) => `${file} cannot be read: ${why}.`,
    () => "Correct it.",
  ),
  notIgnored: entry<{ names: readonly string[] }>(
    "not-ignored",
    ({ names }) => `git does not ignore ${names.join(" and ")}.`,
    () => "Run `evergraph init`, which adds them to .gitignore.",
    "warning",
  ),
  unknownShell: entry<{ shell: string }>(
    "unknown-shell",
    ({ shell }) => `There is no completion for "${shell}".`,
    () => "Choose one of: bash, zsh, fish.",
  ),
  bug: entry<{ what: string }>(
    "bug",
    ({ what }) => `This is a bug in Evergraph: ${what}`,
    () => "Please report it with the lines below.",
  ),
} as const;

function entry<Facts>(
  code: string,
  message: (facts: Facts) => string,
  remedy: (facts: Facts) => string,
  severity: Severity = "error",
): ErrorEntry<Facts> {
  return { code, severity, message, remedy };
}
