import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { FeedEnvelope } from "../protocol/messages/server-messages.ts";
import { createLineageFeed } from "./lineage-feed.ts";

const snapshot = (to: number): FeedEnvelope => ({ kind: "snapshot", from: 0, to, base64: "AQID" });
const change = (kind: "delta" | "status", from: number, to: number): FeedEnvelope => ({
  kind,
  from,
  to,
  base64: "AQ==",
});

const cases: {
  name: string;
  taken: readonly FeedEnvelope[];
  revision: number | undefined;
  /** `kind from to` of each message; undefined: the server must be asked. */
  sent: readonly string[] | undefined;
}[] = [
  { name: "nothing came yet", taken: [], revision: undefined, sent: undefined },
  { name: "a snapshot for a new panel", taken: [snapshot(7)], revision: undefined, sent: ["snapshot 0 7"] },
  {
    name: "a snapshot and what followed",
    taken: [snapshot(7), change("status", 7, 8), change("delta", 8, 9)],
    revision: undefined,
    sent: ["snapshot 0 7", "status 7 8", "delta 8 9"],
  },
  {
    name: "only what is missing",
    taken: [snapshot(7), change("status", 7, 8), change("delta", 8, 9)],
    revision: 8,
    sent: ["delta 8 9"],
  },
  { name: "nothing is missing", taken: [snapshot(7), change("status", 7, 8)], revision: 8, sent: [] },
  { name: "a revision of another life", taken: [snapshot(7)], revision: 3, sent: ["snapshot 0 7"] },
  { name: "a gap", taken: [snapshot(7), change("status", 9, 10)], revision: undefined, sent: undefined },
  {
    name: "a snapshot after a gap",
    taken: [snapshot(7), change("status", 9, 10), snapshot(10)],
    revision: 7,
    sent: ["snapshot 0 10"],
  },
];

for (const { name, taken, revision, sent } of cases)
  test(`the feed that is held: ${name}`, () => {
    const feed = createLineageFeed();
    feed.take(taken);
    deepEqual(
      feed.since(revision)?.map(({ kind, from, to }) => `${kind} ${from} ${to}`),
      sent,
    );
  });

test("bytes arrive as they were sent", () => {
  const [message] = createLineageFeed().take([snapshot(1)]);
  deepEqual([...new Uint8Array(message?.bytes ?? new ArrayBuffer(0))], [1, 2, 3]);
});

test("after the server began anew it is asked again", () => {
  const feed = createLineageFeed();
  feed.take([snapshot(1)]);
  feed.forget();
  deepEqual(feed.since(1), undefined);
});
