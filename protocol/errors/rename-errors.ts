import { entry } from "./error-entry.ts";

/** What is said when the key of an asset is changed by the editor's Rename. */
export const renameErrors = {
  keyTaken: entry<{ key: string }>(
    "key-taken",
    ({ key }) => `Another asset has the key "${key}".`,
    () => "Choose another key, or rename that asset first.",
  ),
  keyNotPlain: entry<{ key: string; file: string; line: number }>(
    "key-not-plain",
    ({ key, file, line }) => `"${key}" is not written as a plain text in ${file}, line ${line}.`,
    () => "Rename it there by hand: what the text means is only known by running.",
  ),
  keyOfOutput: entry<{ key: string; multiAsset: string; file: string; line: number }>(
    "key-of-output",
    ({ key, multiAsset, file, line }) =>
      `Whether "${key}" of "${multiAsset}" is meant in ${file}, line ${line}, can only be known by running.`,
    () => "Write the function so that it returns an object with its keys in the text, or rename by hand.",
  ),
  checkTaken: entry<{ key: string; check: string }>(
    "check-taken",
    ({ key, check }) => `"${key}" has another check named "${check}".`,
    () => "Choose another name, or rename that check first.",
  ),
  checkNamedByDefault: entry<{ check: string }>(
    "check-named-by-default",
    ({ check }) => `The name "${check}" is made from what the check looks at.`,
    () => "Give the check an option `name` instead.",
  ),
  checkNotPlain: entry<{ check: string; file: string; line: number }>(
    "check-not-plain",
    ({ check, file, line }) => `Whether "${check}" is meant in ${file}, line ${line}, can only be known by running.`,
    () => "Write its name there as a plain text, or rename by hand.",
  ),
  checkMalformed: entry<{ check: string }>(
    "check-name-malformed",
    ({ check }) => `"${check}" is no name for a check.`,
    () => "Write at least one letter, and no line break.",
  ),
  historyStays: entry<{ from: string; to: string }>(
    "history-stays",
    ({ from, to }) => `What was recorded stays under "${from}", so "${to}" begins as never run.`,
    () => "Undo the rename to have the history back.",
    "information",
  ),
} as const;
