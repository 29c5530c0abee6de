import { entry } from "./error-entry.ts";

/** What the editor itself has to say: its language server, its panel, and what cannot be done from where. */
export const editorErrors = {
  serverStopped: entry<Record<never, never>>(
    "server-stopped",
    () => "Evergraph's language server ended several times within three minutes.",
    () => "Look at its log, then start it again. The editor and your files are not affected.",
  ),
  serverSilent: entry<{ why: string }>(
    "server-silent",
    ({ why }) => `Evergraph's language server does not answer: ${why}.`,
    () => "Wait a moment and try again.",
    "warning",
  ),
  notTrusted: entry<Record<never, never>>(
    "not-trusted",
    () => "This folder is in Restricted Mode, so no code of it runs.",
    () => "Trust the folder to materialize its assets.",
    "warning",
  ),
  noProject: entry<Record<never, never>>(
    "no-project",
    () => "No Evergraph project is open.",
    () => "Open a folder whose package.json names evergraph.",
    "warning",
  ),
  notSaved: entry<{ files: string }>(
    "not-saved",
    ({ files }) => `Not started: ${files} could not be saved.`,
    () => "Save by hand, then materialize again.",
  ),
  stillUnsaved: entry<{ project: string }>(
    "still-unsaved",
    () => "Not started: the text in the editor is not what is on disk.",
    () => "Save your files, then materialize again.",
  ),
  nowhereDefined: entry<{ key: string }>(
    "nowhere-defined",
    ({ key }) => `"${key}" is not defined in the text of now.`,
    () => "It may have been renamed or removed a moment ago.",
    "warning",
  ),
  runNotThere: entry<{ run: string }>(
    "run-not-there",
    ({ run }) => `No process carries out the run ${run} any more.`,
    () => "Its end is recorded as soon as a window or a command sees it; Refresh shows it.",
    "information",
  ),
  assetFailed: entry<{ key: string; why: string; others: number }>(
    "asset-failed",
    ({ key, why, others }) => `${key} failed${others === 0 ? "" : `, and ${others} more`}: ${why}`,
    () => "",
  ),
  panelBroken: entry<{ file: string }>(
    "panel-broken",
    ({ file }) => `The lineage cannot be shown: ${file} of the extension cannot be read.`,
    () => "Install the extension again.",
  ),
  debuggerNotAttached: entry<{ key: string }>(
    "debugger-not-attached",
    ({ key }) => `The debugger could not be attached to the process that runs "${key}".`,
    () => "Look whether VS Code's built-in JavaScript debugger is switched on.",
  ),
  loadProblem: entry<{ why: string; others: number }>(
    "load-problem",
    ({ why, others }) => `Not everything could be loaded${others === 0 ? "" : ` (${others} more)`}: ${why}`,
    () => "Definitions of other files are known.",
    "warning",
  ),
  loadTooLong: entry<{ seconds: number }>(
    "load-too-long",
    ({ seconds }) => `Loading the definitions was given up after ${seconds} s: a file does not come to its end.`,
    () => "Look for what waits at the top of a file, outside every function.",
  ),
  savedNowhere: entry<{ name: string; why: string }>(
    "saved-nowhere",
    ({ name, why }) => `${name} could not be saved: ${why}`,
    () => "Choose another folder.",
  ),
  badPanelRequest: entry<{ request: string; field: string }>(
    "bad-panel-request",
    ({ request, field }) =>
      `Not done: the panel asked for "${request}" with ${field === "" ? "nothing that can be read" : `a "${field}" that is not understood`}.`,
    () => "Open the panel anew: it may be of another version than the extension.",
  ),
  addFailed: entry<{ manager: string; exit: string }>(
    "add-failed",
    ({ manager, exit }) => `${manager} ended with ${exit}, so the package evergraph was not added.`,
    () => "Its messages are in the terminal.",
  ),
} as const;
