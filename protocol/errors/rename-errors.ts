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
  keyOfOutput: entry<{ key: string; multiAsset: string }>(
    "key-of-output",
    ({ key, multiAsset }) => `"${key}" also names a part of what the function of "${multiAsset}" returns.`,
    () => "Rename both by hand.",
  ),
  historyStays: entry<{ from: string; to: string }>(
    "history-stays",
    ({ from, to }) => `What was recorded stays under "${from}", so "${to}" begins as never run.`,
    () => "Undo the rename to have the history back.",
    "information",
  ),
} as const;
