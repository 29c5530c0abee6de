import { entry } from "./error-entry.ts";

/** Usual mistakes that work, and are regretted later. Each can be switched off by its code. */
export const hintErrors = {
  keyNamesComputation: entry<{ key: string; verb: string }>(
    "key-names-computation",
    ({ key, verb }) => `"${key}" says what is done ("${verb}"), not what it is.`,
    () => "Name the asset after its data: the key is what others read.",
    "hint",
  ),
  connectionStringInAsset: entry<{ key: string; scheme: string }>(
    "connection-string-in-asset",
    ({ key, scheme }) => `"${key}" holds a connection string (${scheme}:).`,
    () =>
      "Make it a resource, so that each environment and each test binds its own and no password stands in the code.",
    "hint",
  ),
  jobOverEverything: entry<{ job: string }>(
    "job-over-everything",
    ({ job }) => `The job "${job}" makes every asset there is, and every one to come.`,
    () => "Select by group, tag or key what belongs together.",
    "hint",
  ),
  noOwner: entry<{ key: string }>(
    "no-owner",
    ({ key }) => `"${key}" has no owner, though other assets here do.`,
    () => 'Add owners: ["team:…"], so that somebody is asked when it fails.',
    "hint",
  ),
} as const;
