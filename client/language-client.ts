import { setTimeout as wait } from "node:timers/promises";
import { type CancellationToken, type CodeLens, type Disposable, EventEmitter } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { offeredCommands } from "../protocol/messages/command-arguments.ts";
import type { ClientTells, ServerRequests, ServerStart, ServerTells } from "../protocol/messages/server-messages.ts";
import type { OutlineSymbol } from "./asset-in-outline.ts";
import type { Log } from "./log.ts";
import { createRestartPolicy } from "./restart-policy.ts";

export type ServerState = "starting" | "running" | "stopped";

/** The language server, as the rest of the extension sees it. */
export interface Server extends Disposable {
  readonly state: ServerState;
  readonly onState: (listener: (state: ServerState) => void) => Disposable;
  /** Rejects when the server is not there, or ends before it answers. */
  ask<Name extends keyof ServerRequests>(
    name: Name,
    parameters: ServerRequests[Name][0],
    cancellation?: CancellationToken,
  ): Promise<ServerRequests[Name][1]>;
  /** The outline of a file, as our own server has it. */
  outline(uri: string): Promise<readonly OutlineSymbol[]>;
  /** Lost when the server is not there: it is told anew at its next start. */
  tell<Name extends keyof ClientTells>(name: Name, parameters: ClientTells[Name]): void;
  on<Name extends keyof ServerTells>(name: Name, listener: (parameters: ServerTells[Name]) => void): Disposable;
  restart(): Promise<void>;
  /** Ends the server; resolves when it is gone, or was left behind after 2 s. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Absolute path of `main.mjs`. */
  readonly module: string;
  readonly start: () => ServerStart;
  readonly log: Log;
  /** It ended too often: a person is to decide. */
  readonly onGivenUp: () => void;
}

/** V8's young generation grows to 128 MB where it may, of which the server fills next to nothing once a project is read. */
const serverFlags = ["--max-semi-space-size=8"];
const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

/** Starts the language server as a child process with the Node of the extension host, and again when it ends. */
export function startServer({ module, start, log, onGivenUp }: ServerOptions): Server {
  const policy = createRestartPolicy(() => performance.now());
  const states = new EventEmitter<ServerState>();
  const client = new LanguageClient(
    "evergraph",
    "Evergraph",
    { module, transport: TransportKind.ipc, options: { execArgv: serverFlags } },
    {
      // With a scheme: without one VS Code offers documents that have no file.
      documentSelector: languages.map((language) => ({ scheme: "file", language })),
      outputChannel: log.channel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: start,
      initializationFailedHandler: () => false,
      markdown: {
        isTrusted: { enabledCommands: Object.values(offeredCommands) },
        supportHtml: false,
      },
      middleware: {
        provideCodeLenses: async (document, token, next) => spaceIcons((await next(document, token)) ?? []),
      },
      errorHandler: {
        error: (error) => {
          log.error("A message to or from the language server was lost.", error);
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: async () => {
          const next = policy.crashed();
          if (next.kind === "give up") {
            onGivenUp();
            return { action: CloseAction.DoNotRestart, handled: true, message: "It ended too often." };
          }
          await wait(next.afterMilliseconds);
          return { action: CloseAction.Restart, handled: true, message: "It ended and starts again." };
        },
      },
    },
  );
  const listening = client.onDidChangeState(({ newState }) => states.fire(nameOf(newState)));
  client.start().catch((error: unknown) => log.error("The language server did not start.", error));

  return {
    get state() {
      return nameOf(client.state);
    },
    onState: (listener) => states.event(listener),
    // Waits for a server that is starting.
    ask: (name, parameters, cancellation) =>
      cancellation === undefined
        ? client.sendRequest(`evergraph/${name}`, parameters)
        : client.sendRequest(`evergraph/${name}`, parameters, cancellation),
    outline: async (uri) => (await client.sendRequest("textDocument/documentSymbol", { textDocument: { uri } })) ?? [],
    tell(name, parameters) {
      if (client.state !== State.Running) return;
      client
        .sendNotification(`evergraph/${name}`, parameters)
        .catch((error: unknown) => log.error(`The server was not told "${name}".`, error));
    },
    on: (name, listener) => client.onNotification(`evergraph/${name}`, listener),
    async restart() {
      policy.forget();
      await client.restart();
    },
    async stop() {
      listening.dispose();
      states.dispose();
      await client.stop(2000).catch((error: unknown) => log.error("The language server did not stop.", error));
    },
    dispose() {
      void this.stop();
    },
  };
}

/** VS Code lays a lens out as boxes, in which a plain space after an icon is lost. */
function spaceIcons(lenses: CodeLens[]): CodeLens[] {
  for (const { command } of lenses)
    if (command !== undefined) command.title = command.title.replace(/^(\$\([\w-]+\)) /, "$1\u00a0");
  return lenses;
}

function nameOf(state: State): ServerState {
  switch (state) {
    case State.Running:
      return "running";
    case State.Starting:
      return "starting";
    default:
      return "stopped";
  }
}
