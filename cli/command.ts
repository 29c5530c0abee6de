import type { Workspace } from "../server/workspace/workspace.ts";
import type { Terminal } from "./terminal.ts";

/** How a command ended: everything done, something failed, or the request or the definitions were wrong. */
export const exitCodes = { done: 0, failed: 1, refused: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What every command is given. */
export interface CommandContext {
  /** Absolute path of the project. */
  readonly folder: string;
  /** Named by `--env`; absent: the project's first. */
  readonly environment: string | undefined;
  /** One JSON document on the standard output instead of text. */
  readonly json: boolean;
  readonly terminal: Terminal;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Opens the project; closed when the command ends. */
  openWorkspace(): Promise<Workspace>;
}

/** One command, from its context to how it ended. */
export type Command = (context: CommandContext) => Promise<ExitCode>;
