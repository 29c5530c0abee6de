import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { Server } from "../language-client.ts";
import { askForPanel } from "./ask-for-panel.ts";
import { createPanelRelay } from "./panel-relay.ts";

/** What a message of a page makes happen. */
async function happens(message: unknown): Promise<readonly string[]> {
  const did: string[] = [];
  const posted: ToPanel[] = [];
  const relay = createPanelRelay({
    post: (answer) => posted.push(answer),
    ready: (revision) => did.push(`ready ${revision}`),
    ask: async (method, parameters) => {
      did.push(`ask ${method} ${JSON.stringify(parameters)}`);
      if (method === "details") throw new Error("no server");
      return ["answered"];
    },
    open: (asset) => did.push(`open ${asset}`),
    openPlace: ({ file, start }) => did.push(`open ${file}:${start.line}`),
    materialize: (request, planned) => did.push(`materialize ${JSON.stringify(request)}${planned ? ", planned" : ""}`),
    debug: (asset) => did.push(`debug ${asset}`),
    save: (name, base64) => did.push(`save ${name} ${base64}`),
    copy: (text) => did.push(`copy ${text}`),
    cancel: (run) => did.push(`cancel ${run}`),
    keep: (state) => did.push(`keep ${JSON.stringify(state)}`),
    refused: ({ code, message: why }) => did.push(`refused ${code}: ${why}`),
    problem: (text) => did.push(`problem ${text}`),
  });
  relay.take(message);
  await new Promise(setImmediate);
  return [...did, ...posted.map((answer) => JSON.stringify(answer))];
}

function placeIn(file: string) {
  return { file, start: { line: 4, character: 2 }, end: { line: 4, character: 9 } };
}

const none = ["problem The panel sent something that is no message."];

const cases: { message: unknown; did: readonly string[] }[] = [
  { message: { kind: "ready" }, did: ["ready undefined"] },
  { message: { kind: "ready", revision: 4 }, did: ["ready 4"] },
  { message: { kind: "keep", state: { view: "table" } }, did: ['keep {"view":"table"}'] },
  { message: { kind: "keep" }, did: none },
  { message: { kind: "keep", state: { text: "x".repeat(200_001) } }, did: none },
  { message: { kind: "open", asset: "marts/orders" }, did: ["open marts/orders"] },
  {
    message: { kind: "materialize", request: { selection: "+orders" } },
    did: ['materialize {"selection":"+orders"}'],
  },
  {
    message: {
      kind: "materialize",
      request: { selection: "orders", staleUpstream: true, checks: "only", check: "full" },
      planned: true,
    },
    did: ['materialize {"selection":"orders","staleUpstream":true,"checks":"only","check":"full"}, planned'],
  },
  {
    message: { kind: "materialize", request: { selection: "orders", partitions: "latest" } },
    did: [
      'refused bad-panel-request: Not done: the panel asked for "materialize" with a "partitions" that is not understood.',
    ],
  },
  {
    message: { kind: "materialize", request: { selection: 1 } },
    did: [
      'refused bad-panel-request: Not done: the panel asked for "materialize" with a "selection" that is not understood.',
    ],
  },
  {
    message: { kind: "materialize" },
    did: ['refused bad-panel-request: Not done: the panel asked for "materialize" with nothing that can be read.'],
  },
  { message: { kind: "debug", asset: "marts/orders" }, did: ["debug marts/orders"] },
  { message: { kind: "debug", asset: "<img src=x>" }, did: none },
  { message: { kind: "open place", range: placeIn("assets/raw.ts") }, did: ["open assets/raw.ts:4"] },
  { message: { kind: "open place", range: placeIn("../../etc/passwd") }, did: none },
  { message: { kind: "open place", range: placeIn("assets/../../../x") }, did: none },
  { message: { kind: "open place", range: placeIn("/etc/passwd") }, did: none },
  { message: { kind: "open place", range: placeIn("C:\\Windows") }, did: none },
  { message: { kind: "open place", range: { ...placeIn("a.ts"), start: { line: -1, character: 0 } } }, did: none },
  { message: { kind: "open place", range: { file: "a.ts" } }, did: none },
  { message: { kind: "save", name: "lineage.svg", base64: "PHN2Zy8+" }, did: ["save lineage.svg PHN2Zy8+"] },
  { message: { kind: "save", name: "../lineage.svg", base64: "" }, did: none },
  { message: { kind: "save", name: ".bashrc", base64: "" }, did: none },
  { message: { kind: "save", name: "lineage.svg" }, did: none },
  { message: { kind: "copy", text: "graph LR" }, did: ["copy graph LR"] },
  { message: { kind: "copy", text: 4 }, did: none },
  { message: { kind: "cancel", run: "r1" }, did: ["cancel r1"] },
  { message: { kind: "problem", message: "a bug" }, did: ["problem a bug"] },
  {
    message: { kind: "ask", id: 3, method: "cards", params: { keys: ["a"] } },
    did: ['ask cards {"keys":["a"]}', '{"kind":"answer","id":3,"result":["answered"]}'],
  },
  {
    message: { kind: "ask", id: 4, method: "details", params: { asset: "a" } },
    did: ['ask details {"asset":"a"}', '{"kind":"answer","id":4,"error":{"message":"no server"}}'],
  },
  { message: { kind: "ask", id: 5, method: "plan", params: {} }, did: none },
  { message: { kind: "open", asset: "<img src=x>" }, did: none },
  { message: { kind: "open" }, did: none },
  { message: { kind: "shutdown" }, did: none },
  { message: "ready", did: none },
  { message: null, did: none },
];

for (const { message, did } of cases)
  test(`a page says ${JSON.stringify(message)}`, async () => deepEqual(await happens(message), did));

const event = "writer:4";
const request = { selection: "orders" };
const questions: { method: string; params: unknown; wrong?: string }[] = [
  { method: "cards", params: { keys: ["orders", 4] }, wrong: 'a "keys"' },
  { method: "cards", params: { keys: ["<img src=x>"] }, wrong: 'a "keys"' },
  { method: "cards", params: { keys: [], project: "/other" }, wrong: 'a "project"' },
  { method: "cards", params: null, wrong: "nothing that can be read" },
  { method: "details", params: {}, wrong: 'a "asset"' },
  { method: "runs", params: { limit: -1 }, wrong: 'a "limit"' },
  { method: "runs", params: { limit: 20, partition: "2024" }, wrong: 'a "partition"' },
  { method: "events", params: { run: "r", limit: 1, asset: undefined, atLeast: "warn" } },
  { method: "events", params: { run: "r", limit: 1, atLeast: "loud" }, wrong: 'a "atLeast"' },
  { method: "run", params: { run: "r" } },
  { method: "source", params: { run: "r", file: "assets/raw.ts", line: 4 } },
  { method: "source", params: { run: "r", file: "../raw.ts", line: 4 }, wrong: 'a "file"' },
  { method: "comparison", params: { run: "r" } },
  { method: "place", params: { asset: "marts/orders" } },
  { method: "select", params: { selection: "+a" } },
  { method: "complete", params: { text: "a", offset: 1 } },
  { method: "preview", params: { request: { ...request, config: { day: 1 }, staleUpstream: true } } },
  { method: "preview", params: { request: { ...request, partitions: "latest" } }, wrong: 'a "partitions"' },
  { method: "preview", params: { request: "orders" }, wrong: 'a "request"' },
  { method: "explain", params: {} },
  { method: "rows", params: { asset: "a", from: 0, count: 100, event } },
  { method: "rows", params: { asset: "a", from: 0.5, count: 100 }, wrong: 'a "from"' },
  { method: "difference", params: { asset: "a", before: event, after: event, by: ["id"] } },
  { method: "difference", params: { asset: "a", before: "4", after: event }, wrong: 'a "before"' },
];

for (const { method, params, wrong } of questions)
  test(`a page asks ${method} ${JSON.stringify(params)}`, async () => {
    const said = await happens({ kind: "ask", id: 1, method, params });
    if (wrong === undefined) equal(said[0], `ask ${method} ${JSON.stringify(params)}`);
    else {
      ok(said[0]?.includes(`asked for "${method}" with ${wrong}`), said[0]);
      const answer = JSON.parse(said[1] ?? "") as { readonly id: number; readonly error: { readonly code: string } };
      deepEqual([said.length, answer.id, answer.error.code], [2, 1, "bad-panel-request"]);
    }
  });

/** A relay whose questions are never answered, and the signals that they were asked with. */
function unanswered() {
  const signals: AbortSignal[] = [];
  const posted: ToPanel[] = [];
  const nothing = (): void => undefined;
  const relay = createPanelRelay({
    post: (answer) => posted.push(answer),
    ask: async (_, __, signal) => {
      signals.push(signal);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return null;
    },
    ready: nothing,
    open: nothing,
    openPlace: nothing,
    materialize: nothing,
    debug: nothing,
    save: nothing,
    copy: nothing,
    cancel: nothing,
    refused: nothing,
    keep: () => undefined,
    problem: nothing,
  });
  for (const id of [1, 2]) relay.take({ kind: "ask", id, method: "explain", params: {} });
  return { relay, posted, aborted: () => signals.map(({ aborted }) => aborted) };
}

test("a question that the page takes back is taken back, and not answered", async () => {
  const { relay, posted, aborted } = unanswered();
  relay.take({ kind: "forget", id: 2 });
  relay.take({ kind: "forget", id: 3 });
  await new Promise(setImmediate);
  deepEqual([aborted(), posted], [[false, true], []]);
});

test("when the page is gone all its questions are taken back", async () => {
  const { relay, posted, aborted } = unanswered();
  relay.end();
  await new Promise(setImmediate);
  deepEqual([aborted(), posted], [[true, true], []]);
});

test("a question of a panel goes to the server for the panel's own project, and its end too", async () => {
  const ending = new AbortController();
  const asked: unknown[] = [];
  let cancelled = 0;
  const server: Pick<Server, "ask"> = {
    async ask(name, parameters, cancellation) {
      asked.push(name, parameters, cancellation?.isCancellationRequested);
      cancellation?.onCancellationRequested(() => (cancelled += 1));
      cancellation?.onCancellationRequested(() => (cancelled += 10)).dispose();
      ending.abort();
      asked.push(cancellation?.isCancellationRequested);
      return [] as never;
    },
  };
  deepEqual(await askForPanel(server, "/p", "cards", { keys: [], project: "/other" }, ending.signal), []);
  deepEqual([...asked, cancelled], ["cards", { keys: [], project: "/p" }, false, true, 1]);
});
