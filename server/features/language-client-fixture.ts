import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CodeLens,
  type ConfigurationParams,
  createProtocolConnection,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { FeedEnvelope, ProjectSummary, ServerStart } from "../../protocol/messages/server-messages.ts";
import { uriOf } from "./places.ts";

/** A language server in a process of its own, and a small client that speaks to it over stdio. For tests. */
export interface LanguageClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly processId: number;
  /** Resolves with the exit code when the process is gone. */
  readonly exited: Promise<number | null>;
  open(file: string): void;
  /** Replaces the whole text of an open file, without saving. */
  change(file: string, text: string): void;
  /** Changes the editor's settings, and says so. */
  configure(settings: Readonly<Record<string, unknown>>): void;
  lenses(file: string): Promise<readonly CodeLens[]>;
  /** Titles of the lenses of a file, those of one asset on one line, as soon as they match. Fails when they never do. */
  lensesLike(file: string, expected: RegExp): Promise<string>;
  diagnosticsLike(file: string, expected: RegExp): Promise<PublishDiagnosticsParams>;
  /** Resolves with true when the look finds what it looks for, after whatever the server says. Fails when it never does. */
  eventually(look: () => Promise<boolean>): Promise<boolean>;
  readonly feed: readonly FeedEnvelope[];
  feedBeyond(count: number): Promise<readonly FeedEnvelope[]>;
  readonly projects: readonly ProjectSummary[];
  uri(file: string): string;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
const patience = 20_000;

/** `clientProcess`: whose end the server is to notice. */
export async function startLanguageServer(
  folder: string,
  start: Partial<ServerStart> = {},
  clientProcess = process.pid,
): Promise<LanguageClient> {
  const child = spawn(process.execPath, [entry, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const versions = new Map<string, number>();
  const published = new Map<string, PublishDiagnosticsParams>();
  const feed: FeedEnvelope[] = [];
  const projects: ProjectSummary[] = [];
  let settings: Readonly<Record<string, unknown>> = {};
  const news = new EventTarget();
  const heard = (): boolean => news.dispatchEvent(new Event("news"));

  connection.onRequest("workspace/codeLens/refresh", () => {
    heard();
    return null;
  });
  connection.onRequest("workspace/inlayHint/refresh", () => {
    heard();
    return null;
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/configuration", ({ items }: ConfigurationParams) =>
    items.map(({ section }) => settings[section ?? ""] ?? null),
  );
  connection.onNotification("textDocument/publishDiagnostics", (parameters: PublishDiagnosticsParams) => {
    published.set(parameters.uri, parameters);
    heard();
  });
  connection.onNotification("evergraph/feed", ({ messages }: { messages: FeedEnvelope[] }) => {
    feed.push(...messages);
    heard();
  });
  connection.onNotification("evergraph/project", (summary: ProjectSummary) => {
    projects.push(summary);
    heard();
  });
  connection.onNotification("evergraph/run", () => {
    heard();
  });
  connection.listen();

  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    processId: clientProcess,
    rootUri: null,
    capabilities: {
      workspace: {
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        workspaceFolders: true,
      },
    },
    initializationOptions: { trusted: true, folders: [folder], ...start } satisfies ServerStart,
  });
  await connection.sendNotification("initialized", {});

  /** Looks again whenever the server says something, until what is looked for is there. */
  async function until<Found>(look: () => Promise<Found | undefined>, seen: () => string): Promise<Found> {
    const limit = AbortSignal.timeout(patience);
    for (;;) {
      const said = new Promise<void>((resolve) => {
        news.addEventListener("news", () => resolve(), { once: true });
        limit.addEventListener("abort", () => resolve(), { once: true });
      });
      const found = await look();
      if (found !== undefined) return found;
      if (limit.aborted) throw new Error(`It did not come. Last seen: ${seen()}`);
      await said;
    }
  }

  const uri = (file: string): string => uriOf(folder, file);
  const lenses = async (file: string): Promise<readonly CodeLens[]> =>
    (await connection.sendRequest<CodeLens[] | null>("textDocument/codeLens", { textDocument: { uri: uri(file) } })) ??
    [];

  return {
    connection,
    initialized,
    processId: child.pid ?? -1,
    exited,
    feed,
    projects,
    uri,
    lenses,
    open(file) {
      const text = readFileSync(join(folder, file), "utf8");
      versions.set(file, 1);
      void connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri: uri(file), languageId: "typescript", version: 1, text },
      });
    },
    change(file, text) {
      const version = (versions.get(file) ?? 0) + 1;
      versions.set(file, version);
      void connection.sendNotification("textDocument/didChange", {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ text }],
      });
    },
    configure(changed) {
      settings = changed;
      void connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });
    },
    lensesLike(file, expected) {
      let last = "";
      return until(
        async () => {
          last = linesOf(await lenses(file));
          return expected.test(last) ? last : undefined;
        },
        () => last,
      );
    },
    diagnosticsLike(file, expected) {
      const messages = (): string =>
        (published.get(uri(file))?.diagnostics ?? []).map(({ message }) => message).join("\n");
      return until(async () => (expected.test(messages()) ? published.get(uri(file)) : undefined), messages);
    },
    eventually: (look) =>
      until(
        async () => ((await look()) ? true : undefined),
        () => "something else",
      ),
    feedBeyond: (count) =>
      until(
        async () => (feed.length > count ? feed.slice(count) : undefined),
        () => `${feed.length} messages`,
      ),
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
    },
  };
}

/** Lenses of one line side by side, as the editor shows them. */
function linesOf(lenses: readonly CodeLens[]): string {
  const lines = Map.groupBy(lenses, ({ range }) => range.start.line);
  return [...lines.values()].map((line) => line.map(({ command }) => command?.title).join(" | ")).join("\n");
}
