import { type Connection, DidChangeConfigurationNotification, type InitializeParams } from "vscode-languageserver";
import { URI } from "vscode-uri";
import { listener } from "./feature.ts";

/** The setting that lists hints which are switched off. */
const section = "evergraph.hints";

/** Which hints are switched off, project by project, as the client's settings say. */
export interface HintSettings {
  /** Codes that are off in a project; none while it is not known. */
  off(project: string): ReadonlySet<string>;
  /** Asks the client to tell of changes. A client takes that only once it is initialized. */
  watch(): Promise<void>;
  /** Asks the client for what holds in a project. Resolves when it is known, or when the client cannot tell. */
  read(project: string): Promise<void>;
}

/** `onChange`: the settings were changed, so that all projects are to be read again. */
export function createHintSettings(
  connection: Connection,
  abilities: InitializeParams["capabilities"],
  log: (message: string) => void,
  onChange: () => void,
): HintSettings {
  const known = new Map<string, ReadonlySet<string>>();
  const canTell = abilities.workspace?.configuration === true;
  if (canTell) connection.onDidChangeConfiguration(listener("settings", log, onChange));
  return {
    off: (project) => known.get(project) ?? none,
    async watch() {
      if (!canTell || abilities.workspace?.didChangeConfiguration?.dynamicRegistration !== true) return;
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "evergraph" });
    },
    async read(project) {
      if (!canTell) return;
      const scopeUri = URI.file(project).toString();
      const value: unknown = await connection.workspace.getConfiguration({ scopeUri, section });
      known.set(project, new Set(Array.isArray(value) ? value.filter((code) => typeof code === "string") : []));
    },
  };
}

const none: ReadonlySet<string> = new Set();
