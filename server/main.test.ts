import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Hover, LocationLink } from "vscode-languageserver/node";
import { emptyAssetTable } from "../protocol/messages/asset-table.ts";
import { fromEnvelope } from "../protocol/messages/feed-envelope.ts";
import type { FeedEnvelope, PlanAnswer } from "../protocol/messages/server-messages.ts";
import { type LanguageClient, startLanguageServer } from "./features/language-client-fixture.ts";
import { materializeInStore } from "./workspace/materialize-fixture.ts";
import { makeProject, positionOf } from "./workspace/project-fixture.ts";

const money = `export function tax(amount: number): number {
  return amount * 0.2;
}
`;
const orders = `import { asset } from "evergraph";
import { tax } from "./money.ts";

/** Orders as they come. */
export const rawOrders = asset("raw_orders", () => [{ id: "a", amount: 10 }]);

/** Orders with their tax. */
export const taxedOrders = asset("taxed_orders", ({ raw_orders }) =>
  raw_orders.map((order) => ({ ...order, tax: tax(order.amount) })),
);
`;

describe("the language server, in a process of its own", () => {
  const project = makeProject({ "src/money.ts": money, "src/orders.ts": orders });
  const clients: LanguageClient[] = [];
  after(async () => {
    for (const client of clients) await client.stop();
    project.remove();
  });
  async function start(trusted = true): Promise<LanguageClient> {
    const client = await startLanguageServer(project.folder, { trusted });
    clients.push(client);
    return client;
  }

  it("says what it can do, and what it opened", async () => {
    const client = await start();
    assert.equal(client.initialized.serverInfo?.name, "Evergraph");
    client.open("src/orders.ts");
    const lenses = await client.lensesLike("src/orders.ts", /never run/);
    assert.equal(
      lenses,
      [
        "$(evergraph-never) never run | Materialize | Debug | Lineage | Plan",
        "$(evergraph-never) never run | Materialize +1 | Debug | Lineage | Plan",
      ].join("\n"),
    );
    assert.equal(client.projects.at(-1)?.assets, 2);
  });

  it("sees the store come, a helper edited without saving, and the edit undone", async () => {
    const client = await start();
    client.open("src/orders.ts");
    client.open("src/money.ts");
    await client.lensesLike("src/orders.ts", /never run/);
    const first = await feedOf(client, project.folder);
    assert.deepEqual(
      first.map(({ kind }) => kind),
      ["snapshot"],
    );

    await materializeInStore(project.folder, ["raw_orders", "taxed_orders"]);
    assert.match(
      await client.lensesLike("src/orders.ts", /fresh.*\n.*fresh/),
      /\$\(evergraph-fresh\) fresh, now \| Materialize \| Debug \| Lineage \| Plan/,
    );

    client.change("src/money.ts", money.replace("0.2", "0.25"));
    assert.match(
      await client.lensesLike("src/orders.ts", /stale/),
      /^\$\(evergraph-fresh\) fresh, now \| Materialize \| Debug \| Lineage \| Plan\n\$\(evergraph-stale\) stale: tax in money\.ts changed \| Materialize \| Debug \| Lineage \| Plan$/,
    );
    client.change("src/money.ts", `// A comment counts for nothing.\n${money}`);
    await client.lensesLike("src/orders.ts", /fresh.*\n.*fresh/);

    const again = emptyAssetTable();
    for (const envelope of await feedOf(client, project.folder)) again.apply(fromEnvelope(envelope));
    const table = emptyAssetTable();
    for (const envelope of [...first, ...client.feed]) assert.notEqual(table.apply(fromEnvelope(envelope)).kind, "gap");
    assert.equal(table.count, 2);
    assert.deepEqual([table.counts(), table.revision], [again.counts(), again.revision]);
  });

  it("finds definitions and tells what is known where the cursor is", async () => {
    const client = await start();
    client.open("src/orders.ts");
    const at = { textDocument: { uri: client.uri("src/orders.ts") }, position: positionOf(orders, "raw_orders })") };
    const [link] = await client.connection.sendRequest<LocationLink[]>("textDocument/definition", at);
    assert.deepEqual(
      [link?.targetUri, link?.targetSelectionRange.start],
      [client.uri("src/orders.ts"), positionOf(orders, '"raw_orders"')],
    );
    const hover = await client.connection.sendRequest<Hover>("textDocument/hover", at);
    const text = typeof hover.contents === "object" && "value" in hover.contents ? hover.contents.value : "";
    assert.match(text, /\*\*raw\\_orders\*\*/);
    assert.match(text, /Orders as they come/);
  });

  it("plans a run of what is on disk, and says when the text is not saved", async () => {
    const client = await start();
    client.open("src/money.ts");
    const ask = (selection: string): Promise<PlanAnswer> =>
      client.connection.sendRequest("evergraph/plan", {
        project: project.folder,
        request: { selection },
        trigger: { kind: "editor" },
      });
    const answer = await ask("taxed_orders");
    assert.ok("plan" in answer, JSON.stringify(answer));
    assert.deepEqual(Object.keys(answer.plan.basis.files).sort(), ["src/money.ts", "src/orders.ts"]);
    assert.equal(answer.preview, false);
    client.change("src/money.ts", money.replace("0.2", "0.3"));
    const unsaved = await ask("taxed_orders");
    assert.ok("plan" in unsaved && unsaved.preview);
    const refused = await ask("nothing_like_this");
    assert.deepEqual("refused" in refused && refused.refused.map(({ code }) => code), ["unknown-dependency"]);
  });

  it("shows a mistake while it is typed, and takes it away", async () => {
    const client = await start();
    client.open("src/orders.ts");
    client.change("src/orders.ts", orders.replace("{ raw_orders }", "{ raw_order }"));
    const { diagnostics } = await client.diagnosticsLike("src/orders.ts", /No asset has the key "raw_order"/);
    assert.deepEqual(
      diagnostics.map(({ code, source }) => [code, source]),
      [["unknown-dependency", "evergraph"]],
    );
    client.change("src/orders.ts", orders);
    await client.diagnosticsLike("src/orders.ts", /^$/);
  });

  it("offers no run and writes nothing in Restricted Mode", async () => {
    const untrusted = makeProject({ "src/money.ts": money, "src/orders.ts": orders });
    const client = await startLanguageServer(untrusted.folder, { trusted: false });
    client.open("src/orders.ts");
    assert.equal(
      await client.lensesLike("src/orders.ts", /never run/),
      "$(evergraph-never) never run | Lineage\n$(evergraph-never) never run | Lineage",
    );
    assert.equal(client.projects.at(-1)?.cannotRun?.code, "not-trusted");
    const before = readdirSync(untrusted.folder).sort();
    await client.stop();
    assert.deepEqual(before, ["node_modules", "package.json", "src", "tsconfig.json"]);
    assert.equal(existsSync(join(untrusted.folder, ".evergraph")), false);
    untrusted.remove();
  });

  it("ends when the process of its client is gone, though nothing was said", async () => {
    const editor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1_000_000)"]);
    const client = await startLanguageServer(project.folder, {}, editor.pid);
    client.open("src/orders.ts");
    await client.lensesLike("src/orders.ts", /Lineage/);
    editor.kill("SIGKILL");
    assert.equal(await client.exited, 1);
  });

  it("ends when its channel is closed", async () => {
    const server = fork(fileURLToPath(new URL("./main.ts", import.meta.url)), ["--node-ipc"]);
    const exited = once(server, "exit");
    server.send({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: process.pid, rootUri: null, capabilities: {} },
    });
    await once(server, "message");
    server.disconnect();
    assert.deepEqual(await exited, [1, null]);
  });

  it("answers null to a request that it cannot make sense of, and goes on", async () => {
    const client = await start();
    const hover = await client.connection.sendRequest("textDocument/hover", {
      textDocument: { uri: "untitled:nothing" },
      position: { line: 0, character: 0 },
    });
    assert.equal(hover, null);
    client.open("src/orders.ts");
    assert.notEqual((await client.lenses("src/orders.ts")).length, 0);
  });
});

function feedOf(client: LanguageClient, project: string): Promise<FeedEnvelope[]> {
  return client.connection.sendRequest("evergraph/feed", { project });
}
