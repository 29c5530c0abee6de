import { inspect } from "node:util";
import { type LogOutputChannel, window } from "vscode";

/** The one place that the extension writes to: Output, "Evergraph". */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  /** A bug, or what a person was told: with its stack when it has one. */
  error(text: string, cause?: unknown): void;
  show(): void;
  readonly channel: LogOutputChannel;
}

export function createLog(): Log {
  const channel = window.createOutputChannel("Evergraph", { log: true });
  return {
    channel,
    info: (text) => channel.info(text),
    warn: (text) => channel.warn(text),
    error: (text, cause) => channel.error(cause === undefined ? text : `${text}\n${describe(cause)}`),
    show: () => channel.show(true),
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
}
