import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { ToPanel } from "../../protocol/messages/panel-messages.ts";
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
    problem: (text) => did.push(`problem ${text}`),
  });
  relay(message);
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
  { message: { kind: "open", asset: "marts/orders" }, did: ["open marts/orders"] },
  {
    message: { kind: "materialize", request: { selection: "+orders" } },
    did: ['materialize {"selection":"+orders"}'],
  },
  {
    message: {
      kind: "materialize",
      request: { selection: "orders", staleUpstream: true, checks: "only", check: "full", partitions: 4, more: 1 },
      planned: true,
    },
    did: ['materialize {"selection":"orders","staleUpstream":true,"checks":"only","check":"full"}, planned'],
  },
  { message: { kind: "materialize", request: { selection: 1 } }, did: none },
  { message: { kind: "materialize" }, did: none },
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
