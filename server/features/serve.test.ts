import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import {
  CancellationTokenSource,
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { makeProject } from "../workspace/project-fixture.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { uriOf } from "./places.ts";
import { serve } from "./serve.ts";
import type { OpenWorkspace } from "./session.ts";

const text =
  'import { asset } from "evergraph";\nexport const a = asset("a", () => 1);\nexport const b = asset("b", ({ a }) => a);\n';
const project = makeProject({ "a.ts": text });
const uri = uriOf(project.folder, "a.ts");
const textDocument = { uri };
const position = { line: 2, character: 32 };
const range = { start: { line: 1, character: 0 }, end: position };

/** Everything that an editor asks of a file. */
const requests: Readonly<Record<string, object>> = {
  "textDocument/codeLens": { textDocument },
  "textDocument/hover": { textDocument, position },
  "textDocument/definition": { textDocument, position },
  "textDocument/references": { textDocument, position, context: { includeDeclaration: true } },
  "textDocument/completion": { textDocument, position },
  "textDocument/prepareRename": { textDocument, position },
  "textDocument/rename": { textDocument, position, newName: "c" },
  "textDocument/codeAction": { textDocument, range, context: { diagnostics: [] } },
  "textDocument/inlayHint": { textDocument, range },
  "textDocument/documentSymbol": { textDocument },
};

interface Client {
  readonly connection: ProtocolConnection;
  readonly log: readonly string[];
}

/** A server in this process, opened with the project. */
async function start(open: OpenWorkspace): Promise<Client> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, open);
  server.listen();
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const log: string[] = [];
  connection.onNotification("window/logMessage", ({ message }: { message: string }) => {
    log.push(message);
  });
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: {},
    initializationOptions: { trusted: false, folders: [project.folder] },
  });
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
  return { connection, log };
}

test.after(() => project.remove());

test("a workspace in which everything throws takes down nothing, and all is answered when it is whole again", async () => {
  let isBroken = true;
  let real: Workspace | undefined;
  const { connection, log } = await start(async (options) => {
    real = await openWorkspace({ ...options, types: false });
    return new Proxy(real, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        // What the projects themselves need to keep it.
        if (typeof value !== "function" || name === "onChange" || name === "close") return value;
        return (...given: unknown[]) => {
          if (isBroken) throw new Error(`a bug in ${String(name)}`);
          return Reflect.apply(value, target, given);
        };
      },
    });
  });
  for (const [method, parameters] of Object.entries(requests)) {
    assert.equal(await connection.sendRequest(method, parameters), null, method);
  }
  assert.equal(await connection.sendRequest("workspace/symbol", { query: "a" }), null);
  assert.ok(log.some((message) => /hover: .*a bug in/.test(message)));
  assert.ok(log.some((message) => /a bug in setText/.test(message)));
  const changed = { textDocument: { uri, version: 2 }, contentChanges: [{ text }] };
  await connection.sendNotification("textDocument/didChange", changed);
  await connection.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri, type: 2 }] });
  await connection.sendNotification("evergraph/environment", { project: project.folder, environment: "prod" });
  await connection.sendNotification("evergraph/loaded", { project: project.folder, graph: {}, basis: {} });
  await assert.rejects(connection.sendRequest("evergraph/list", { project: project.folder }), /a bug in list/);
  isBroken = false;
  for (const [method, parameters] of Object.entries(requests)) {
    assert.notEqual(await connection.sendRequest(method, parameters), null, method);
  }
  await real?.close();
  connection.dispose();
});

test("every request that is cancelled is answered, though what it waits for never comes", async () => {
  const { connection } = await start(() => new Promise(() => {}));
  for (const [method, parameters] of Object.entries(requests)) {
    const cancelling = new CancellationTokenSource();
    const answer = connection.sendRequest(method, parameters, cancelling.token);
    cancelling.cancel();
    assert.equal(await answer, null, method);
  }
  connection.dispose();
});

test("nothing is registered before the client is initialized: it would not know how to answer", async () => {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  serve(server, openWorkspace);
  server.listen();
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const registered: [method: string, isInitialized: boolean][] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  let isInitialized = false;
  connection.onRequest("client/registerCapability", ({ registrations }: RegistrationParams) => {
    for (const { method } of registrations) registered.push([method, isInitialized]);
    if (registered.length === 2) resolve();
    return null;
  });
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: {
      workspace: {
        configuration: true,
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
      },
    },
    initializationOptions: { trusted: false, folders: [] },
  });
  // Whatever was sent before the answer has arrived before it.
  isInitialized = true;
  await connection.sendNotification("initialized", {});
  await both;
  assert.deepEqual(registered.sort(), [
    ["workspace/didChangeConfiguration", true],
    ["workspace/didChangeWatchedFiles", true],
  ]);
  await connection.sendRequest("shutdown");
  connection.dispose();
});
