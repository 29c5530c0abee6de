import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Listed } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { actionRows, type BadgeCounts, exceptions, firstRows, groupRows, isUntouched } from "./tree-rows.ts";

const plain = (text: string, ...values: (string | number)[]) =>
  text.replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

const listed = (key: string, group: string, badge: Badge, external = false): Listed => ({
  key: asAssetKey(key),
  group,
  badge,
  description: `${key}, described`,
  external,
});

test("assets stand in their groups, with what can be done to each", () => {
  const rows = groupRows(
    plain,
    "/project",
    [
      listed("orders", "core", "stale"),
      listed("running", "core", "running"),
      listed("events", "sources", "external", true),
    ],
    true,
  );
  deepEqual(
    rows.map(({ group, description, assets }) => ({
      group,
      description,
      assets: assets.map(({ asset, context }) => `${asset}: ${context}`),
    })),
    [
      {
        group: "core",
        description: "2, 1 stale, 1 running",
        assets: ["orders: asset.runnable", "running: asset.running"],
      },
      { group: "sources", description: "1", assets: ["events: asset.external"] },
    ],
  );
});

test("where nothing can run, no asset offers it", () => {
  const [group] = groupRows(
    plain,
    "/project",
    [listed("orders", "core", "stale"), listed("x", "core", "running")],
    false,
  );
  deepEqual(
    group?.assets.map(({ context }) => context),
    ["asset.restricted", "asset.restricted"],
  );
});

test("assets of a file that does not parse stand as they were, and are not offered to be made", () => {
  const asWas = (key: string, group: string, badge: Badge = "fresh"): Listed => ({
    ...listed(key, group, badge),
    description: "as of 10:18",
    broken: true,
  });
  const rows = groupRows(
    plain,
    "/project",
    [asWas("a", "marts"), asWas("b", "marts", "failed"), asWas("c", "core", "running"), listed("d", "core", "failed")],
    true,
  );
  deepEqual(
    rows.map(({ description, assets }) => [description, ...assets.map(({ context, broken }) => [context, broken])]),
    [
      ["2, as of 10:18", ["asset.restricted", true], ["asset.restricted", true]],
      ["2, 1 failed, 1 running", ["asset.running", true], ["asset.runnable", undefined]],
    ],
  );
});

test("the tree leads to where a file does not parse", () => {
  const start = { line: 40, character: 3 };
  const range = { file: "assets/marts.ts", start, end: start };
  const file = { file: "assets/marts.ts", assets: 3, since: 0 };
  const rows = actionRows(plain, [{ ...project("/a"), broken: [{ ...file, range, why: "',' expected" }, file] }], true);
  deepEqual(
    rows.map(({ label, command, place }) => [label, command, place]),
    [["Go to line 41 of marts.ts: ',' expected", "evergraph.goToDefinition", range]],
  );
});

const cases: { counts: BadgeCounts; words: readonly string[] }[] = [
  { counts: {}, words: [] },
  { counts: { fresh: 3 }, words: [] },
  { counts: { fresh: 1, never: 2 }, words: [] },
  { counts: { never: 3 }, words: ["none made"] },
  { counts: { fresh: 3, stale: 1, "maybe stale": 1 }, words: ["2 stale"] },
  {
    counts: { running: 1, failed: 2, "upstream failed": 3, overdue: 1, stale: 4 },
    words: ["2 failed", "3 upstream failed", "1 overdue", "4 stale", "1 running"],
  },
];

for (const { counts, words } of cases)
  test(`exceptions of ${JSON.stringify(counts)}`, () => deepEqual(exceptions(plain, counts), words));

const project = (name: string, cannotRun?: string) => ({
  folder: name,
  environment: "dev",
  environments: ["dev"],
  counts: {},
  assets: 1,
  ...(cannotRun === undefined ? {} : { cannotRun: { code: cannotRun, message: "" } }),
});

const ways = [
  { name: "all can run", projects: [project("/a")], trusted: true, commands: [] },
  { name: "no project", projects: [], trusted: false, commands: [] },
  {
    name: "Restricted Mode",
    projects: [project("/a", "package-missing")],
    trusted: false,
    commands: ["workbench.trust.manage /a"],
  },
  {
    name: "one of two lacks the package",
    projects: [project("/a"), project("/b", "package-missing")],
    trusted: true,
    commands: ["evergraph.addPackage /b"],
  },
  { name: "the package is broken", projects: [project("/a", "package-broken")], trusted: true, commands: [] },
];

for (const { name, projects, trusted, commands } of ways)
  test(`ways on that the tree offers: ${name}`, () =>
    deepEqual(
      actionRows(plain, projects, trusted).map((row) => `${row.command} ${row.project}`),
      commands,
    ));

test("before the first run the tree says where to begin", () => {
  const project = { folder: "/p", environment: "dev", environments: ["dev"] };
  const untouched = { ...project, counts: { never: 3, external: 1 }, assets: 4 };
  equal(isUntouched(untouched), true);
  equal(isUntouched({ ...untouched, counts: { never: 2, fresh: 1, external: 1 } }), false);
  equal(isUntouched({ ...untouched, counts: { external: 4 } }), false);
  const labels = (first: string | undefined, assets: number) =>
    firstRows(plain, { ...untouched, assets }, first === undefined ? undefined : asAssetKey(first)).map(
      ({ label, asset, selection }) => [label, asset ?? selection],
    );
  deepEqual(labels("raw_orders", 4), [
    ["Materialize raw_orders", "raw_orders"],
    ["Plan all 4", "*"],
  ]);
  deepEqual(labels("raw_orders", 1), [["Materialize raw_orders", "raw_orders"]]);
  deepEqual(labels(undefined, 4), [["Plan all 4", "*"]]);
});
