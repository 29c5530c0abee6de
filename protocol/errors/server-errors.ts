import { entry } from "./error-entry.ts";

/** What the language server says of runs: why one failed, at the user's own line. */
export const serverErrors = {
  assetFailed: entry<{ key: string; why: string }>(
    "asset-failed",
    ({ key, why }) => `"${key}" failed: ${why}`,
    () => "Correct it, then materialize it again.",
  ),
  checkFailed: entry<{ key: string; check: string; why: string }>(
    "check-failed",
    ({ key, check, why }) => `Check ${check} of "${key}" failed: ${why}`,
    () => "Correct the data or the check, then run it again.",
  ),
  checkWarned: entry<{ key: string; check: string; why: string }>(
    "check-warned",
    ({ key, check, why }) => `Check ${check} of "${key}" warns: ${why}`,
    () => "Correct the data or the check, then run it again.",
    "warning",
  ),
  lastGoodText: entry<{ file: string; assets: number }>(
    "last-good-text",
    ({ file, assets }) =>
      `${file} does not parse, so ${assets === 1 ? "its asset stands as it was" : `its ${assets} assets stand as they were`} before.`,
    () => "They can be run again when it parses.",
    "warning",
  ),
  noCheckToRun: entry<{ selection: string }>(
    "no-check-to-run",
    ({ selection }) => `No asset of "${selection}" has a check that can be run by itself.`,
    () => "Define one with assetCheck(…), or materialize the asset: what its own function reports is told then.",
  ),
  noSuchCheck: entry<{ selection: string; check: string; known: readonly string[] }>(
    "no-such-check",
    ({ selection, check }) => `No single asset of "${selection}" has a check "${check}" that can be run by itself.`,
    ({ known }) => (known.length === 0 ? "Select one asset that has such a check." : `Choose of: ${known.join(", ")}.`),
  ),
  noValueYet: entry<{ key: string }>(
    "no-value-yet",
    ({ key }) => `"${key}" has no stored value.`,
    ({ key }) => `Materialize "${key}" first.`,
  ),
  valueRemoved: entry<{ key: string }>(
    "value-removed",
    ({ key }) => `This value of "${key}" is not kept any more.`,
    () => "Choose a later one: the last values of an asset are kept.",
  ),
  valueElsewhere: entry<{ key: string; manager: string }>(
    "value-elsewhere",
    ({ key, manager }) => `The value of "${key}" is kept by the IO manager "${manager}", which only a run can load.`,
    () => "Look at its first rows in the details, or read it where it is kept.",
  ),
  valueNoList: entry<{ key: string }>(
    "value-no-list",
    ({ key }) => `A value of "${key}" is no list of rows, so rows cannot be compared.`,
    () => "Open both values and look at them side by side.",
  ),
  valueTooLong: entry<{ key: string; most: number }>(
    "value-too-long",
    ({ key, most }) =>
      `A value of "${key}" has more than ${most.toLocaleString("en-US")} rows, too many to compare here.`,
    () => "Compare them in an asset of their own.",
  ),
  unknownColumn: entry<{ key: string; column: string; known: readonly string[] }>(
    "unknown-column",
    ({ key, column }) => `A value of "${key}" has no column "${column}".`,
    ({ known }) => `Choose of: ${known.join(", ")}.`,
  ),
} as const;
