import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type {
  CodeAction,
  CompletionList,
  DocumentSymbol,
  Hover,
  InlayHint,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { materializeInStore } from "../workspace/materialize-fixture.ts";
import { makeProject, positionOf } from "../workspace/project-fixture.ts";
import { type LanguageClient, startLanguageServer } from "./language-client-fixture.ts";
import { applyEdits } from "./real-workspace-fixture.ts";

const raw = `import { asset } from "evergraph";
/** Orders as they come. */
export const rawOrders = asset("raw_orders", { group: "sources" }, () => [{ id: "a", amount: 10 }]);
`;
const marts = `import { asset } from "evergraph";
export const report = asset("report", ({ raw_orders }) => raw_orders.length);
`;

describe("what the editor asks of the server's process", () => {
  const project = makeProject({ "raw.ts": raw, "marts.ts": marts });
  const clients: LanguageClient[] = [];
  after(async () => {
    for (const client of clients) await client.stop();
    project.remove();
  });
  async function start(): Promise<LanguageClient> {
    const client = await startLanguageServer(project.folder);
    clients.push(client);
    client.open("raw.ts");
    client.open("marts.ts");
    return client;
  }
  function at(client: LanguageClient, text: string, part: string) {
    return { textDocument: { uri: client.uri("marts.ts") }, position: positionOf(text, part) };
  }

  it("completes a key in text that is not saved", async () => {
    const client = await start();
    const text = marts.replace("{ raw_orders }", "{ ra }");
    client.change("marts.ts", text);
    const list = await client.connection.sendRequest<CompletionList>(
      "textDocument/completion",
      at(client, text, " }) =>"),
    );
    assert.deepEqual(
      list.items.map(({ label, detail }) => [label, detail]),
      [["raw_orders", "sources · never run"]],
    );
  });

  it("renames a key in every file, and says why it does not", async () => {
    const client = await start();
    const asked = at(client, marts, "raw_orders }");
    const edit = await client.connection.sendRequest<WorkspaceEdit>("textDocument/rename", {
      ...asked,
      newName: "orders",
    });
    const edited = (file: string, text: string): string => applyEdits(text, edit.changes?.[client.uri(file)] ?? []);
    assert.equal(edited("raw.ts", raw), raw.replace("raw_orders", "orders"));
    assert.equal(edited("marts.ts", marts), marts.replaceAll("raw_orders", "orders"));
    await assert.rejects(
      client.connection.sendRequest("textDocument/rename", { ...asked, newName: "report" }),
      /Another asset has the key "report"/,
    );
  });

  it("says at a rename that the history stays under the old key", async () => {
    const client = await start();
    await materializeInStore(project.folder, ["raw_orders"]);
    await client.lensesLike("raw.ts", /fresh/);
    const told = new Promise<string>((resolve) => {
      client.connection.onNotification("window/showMessage", ({ message }: { message: string }) => resolve(message));
    });
    await client.connection.sendRequest("textDocument/rename", {
      ...at(client, marts, "raw_orders }"),
      newName: "orders",
    });
    assert.match(await told, /^What was recorded stays under "raw_orders", so "orders" begins as never run\./);
  });

  it("shows rows and age at the line's end", async () => {
    const client = await start();
    await client.lensesLike("raw.ts", /fresh/);
    const textDocument = { uri: client.uri("raw.ts") };
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await client.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument, range });
    assert.deepEqual(
      hints.map(({ position, label }) => [position, String(label).replace(/^[\d,]+ rows {2}/, "")]),
      [[{ line: 2, character: raw.split("\n")[2]?.length }, "now"]],
    );
  });

  it("corrects a misspelled dependency", async () => {
    const client = await start();
    const text = marts.replaceAll("raw_orders", "raw_order");
    client.change("marts.ts", text);
    const { position, textDocument } = at(client, text, "raw_order }");
    const actions = await client.connection.sendRequest<CodeAction[]>("textDocument/codeAction", {
      textDocument,
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    const [first] = actions;
    assert.equal(first?.title, 'Change to "raw_orders"');
    assert.equal(applyEdits(text, first?.edit?.changes?.[client.uri("marts.ts")] ?? []), marts);
  });

  it("outlines a file", async () => {
    const client = await start();
    const symbols = await client.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument: { uri: client.uri("marts.ts") },
    });
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ["report"],
    );
  });

  it("hints at a usual mistake while it is typed, until the setting switches that off", async () => {
    const client = await start();
    client.change("marts.ts", marts.replace('"report"', '"compute_report"'));
    await client.diagnosticsLike("marts.ts", /"compute_report" says what is done/);
    client.configure({ "evergraph.hints": ["key-names-computation"] });
    await client.diagnosticsLike("marts.ts", /^$/);
    client.configure({});
    await client.diagnosticsLike("marts.ts", /"compute_report" says what is done/);
  });

  it("shows the columns that the compiler knows, before anything was made", async (context) => {
    const fresh = makeProject({ "raw.ts": raw });
    const client = await startLanguageServer(fresh.folder);
    context.after(async () => {
      // Else it would write into the folder while that is removed.
      await client.stop();
      fresh.remove();
    });
    client.open("raw.ts");
    const asked = { textDocument: { uri: client.uri("raw.ts") }, position: positionOf(raw, '"raw_orders"') };
    const seen: string[] = [];
    await client.lensesLike("raw.ts", /never run/);
    // The type lane is behind the graph by design: each refresh of the lenses may bring it.
    const hasColumns = async (): Promise<boolean> => {
      const hover = await client.connection.sendRequest<Hover | null>("textDocument/hover", asked);
      const { contents } = hover ?? {};
      seen.push(typeof contents === "object" && "value" in contents ? contents.value : "");
      return /\| id \*string\* \| amount \*number\* \|/.test(seen.at(-1) ?? "");
    };
    assert.ok(await client.eventually(hasColumns), seen.at(-1));
  });
});
