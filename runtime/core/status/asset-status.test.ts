import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeMember, CodeVersion } from "../../../protocol/graph/code-version.ts";
import type { EventBody, Outcome, Provenance, StoredEvent } from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import type { AssetStatus } from "../../../protocol/record/status.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { applyToAsset, emptyAssetRecord } from "../record/apply-event.ts";
import type { AssetRecord } from "../record/asset-record.ts";
import { StatusTable } from "./asset-status.ts";
import type { StatusFacts } from "./staleness.ts";

const member = (file: string, name: string, hash: string): CodeMember => ({ file, name, hash });
const exact = (hash: string, members: readonly CodeMember[] = []): CodeVersion => ({
  hash,
  certainty: "exact",
  doubts: [],
  members,
});
const partial = (hash: string): CodeVersion => ({
  ...exact(hash),
  certainty: "partial",
  doubts: [{ kind: "eval", file: "src/a.ts", line: 3, text: "eval(x)" }],
});

/** A project in memory: what was recorded, and what the code is now. */
class Project {
  graph: AssetGraph;
  readonly records = new Map<AssetKey, AssetRecord>();
  readonly code = new Map<AssetKey, CodeVersion | undefined>();
  readonly known = new Map<string, CodeVersion>();
  readonly checkCode = new Map<string, string>();
  #sequence = 0;

  constructor(upstream: Readonly<Record<string, readonly string[]>>, change?: (node: AssetNode) => Partial<AssetNode>) {
    this.graph = graphOf(upstream, change);
  }

  get facts(): StatusFacts {
    return {
      record: (id) => this.record(this.#key(id)),
      codeVersion: (id) => this.versionOf(this.#key(id)),
      knownCode: (hash) => this.known.get(hash),
      checkCode: (_, check) => this.checkCode.get(check),
    };
  }

  versionOf(key: AssetKey): CodeVersion | undefined {
    return this.code.has(key) ? this.code.get(key) : exact("same");
  }

  record(key: AssetKey): AssetRecord {
    return this.records.get(key) ?? emptyAssetRecord(key);
  }

  append(text: string, body: EventBody, run?: RunId): void {
    const sequence = this.#sequence++;
    const event = {
      version: 1,
      writer: "w",
      sequence,
      time: sequence,
      ...(run ? { run } : {}),
      ...body,
    } as StoredEvent;
    const key = asAssetKey(text);
    this.records.set(key, applyToAsset(this.record(key), event));
  }

  make(text: string, dataVersion = `made ${this.#sequence}`, provenance: Partial<Provenance> = {}): void {
    const key = asAssetKey(text);
    const node = this.graph.nodes[this.id(text)];
    const version = this.versionOf(key);
    if (version !== undefined) this.known.set(version.hash, version);
    const inputs = (node?.upstream ?? []).map(({ from }) => {
      const { latest } = this.record(this.#key(from));
      return { asset: this.#key(from), dataVersion: latest?.provenance.dataVersion ?? "NULL" };
    });
    this.append(text, {
      kind: "materialization",
      of: { asset: key },
      metadata: {},
      provenance: { dataVersion, inputs, ...(version ? { codeVersion: version.hash } : {}), ...provenance },
    });
  }

  end(text: string, outcome: Outcome, more: { because?: string; error?: { message: string } } = {}): void {
    this.append(text, { kind: "outcome", of: { asset: asAssetKey(text) }, outcome, ...more }, "r" as RunId);
  }

  id(text: string): AssetId {
    return this.graph.keys.indexOf(asAssetKey(text));
  }

  table(): StatusTable {
    return new StatusTable(this.graph, indexGraph(this.graph), this.facts);
  }

  status(text: string): AssetStatus {
    return this.table().status(this.id(text));
  }

  #key(id: AssetId): AssetKey {
    return this.graph.keys[id] as AssetKey;
  }
}

const chain = { raw: [], staged: ["raw"], mart: ["staged"] };
function made(upstream: Readonly<Record<string, readonly string[]>>, change?: (node: AssetNode) => Partial<AssetNode>) {
  const project = new Project(upstream, change);
  for (const key of Object.keys(upstream)) project.make(key);
  return project;
}

test("what was never made is never, what was made is fresh", () => {
  const project = new Project(chain);
  assert.equal(project.status("raw").badge, "never");
  project.make("raw");
  assert.deepEqual(project.status("raw").sync, { state: "fresh", causes: [], behind: [] });
  assert.equal(project.status("raw").badge, "fresh");
});

test("a changed helper is named, and what is below waits for it", () => {
  const project = made(chain);
  project.known.set("same", exact("same", [member("a.ts", "gone", "1"), member("money.ts", "tax", "1")]));
  project.code.set(asAssetKey("raw"), exact("other", [member("b.ts", "come", "1"), member("money.ts", "tax", "2")]));
  assert.deepEqual(project.status("raw").sync.causes, [
    {
      kind: "code",
      changed: [
        { change: "changed", file: "money.ts", name: "tax" },
        { change: "added", file: "b.ts", name: "come" },
        { change: "removed", file: "a.ts", name: "gone" },
      ],
    },
  ]);
  for (const below of ["staged", "mart"]) {
    const { sync, badge } = project.status(below);
    assert.deepEqual(sync, { state: "fresh", causes: [], behind: ["raw"] });
    assert.equal(badge, "stale");
  }
});

test("accepted code is as if it had made the data", () => {
  const project = made(chain);
  project.code.set(asAssetKey("raw"), exact("other"));
  assert.equal(project.status("raw").badge, "stale");
  project.append("raw", { kind: "accepted", of: { asset: asAssetKey("raw") }, codeVersion: "other", members: [] });
  assert.equal(project.status("raw").badge, "fresh");
  assert.equal(project.status("mart").badge, "fresh");
});

test("made again with equal content leaves what is below fresh, with other content makes it stale", () => {
  const project = made(chain);
  project.make("raw", "v1");
  project.make("staged");
  project.make("raw", "v1");
  assert.equal(project.status("staged").badge, "fresh");
  project.make("raw", "v2");
  const [cause] = project.status("staged").sync.causes;
  assert.equal(cause?.kind, "input");
  assert.deepEqual(project.status("mart").sync.behind, ["staged"]);
});

test("doubt is maybe stale, above and below, and never fresh", () => {
  const project = made(chain);
  project.code.set(asAssetKey("raw"), partial("same"));
  assert.deepEqual([project.status("raw").sync.state, project.status("raw").badge], ["maybe stale", "maybe stale"]);
  assert.deepEqual([project.status("mart").sync.behind, project.status("mart").badge], [["raw"], "maybe stale"]);
  project.code.set(asAssetKey("staged"), exact("other"));
  assert.deepEqual([project.status("mart").sync.behind, project.status("mart").badge], [["staged"], "stale"]);
});

test("what cannot be compared is unknown", () => {
  const unread = made(chain);
  unread.code.set(asAssetKey("raw"), undefined);
  assert.deepEqual([unread.status("raw").sync.state, unread.status("raw").badge], ["unknown", "unknown"]);
  const unrecorded = new Project(chain);
  unrecorded.code.set(asAssetKey("raw"), undefined);
  unrecorded.make("raw");
  unrecorded.code.set(asAssetKey("raw"), exact("now"));
  assert.deepEqual(unrecorded.status("raw").sync.causes, [{ kind: "not evaluated", why: "its code was not recorded" }]);
  const partitioned = made(chain, () => ({ partitions: { kind: "daily" } }));
  assert.equal(partitioned.status("raw").badge, "unknown");
});

test("a declared version alone decides about code", () => {
  const project = new Project(chain, ({ key }) => (key === "raw" ? { declaredVersion: "1" } : {}));
  project.make("raw", "v", { declaredVersion: "1" });
  project.code.set(asAssetKey("raw"), exact("other"));
  assert.equal(project.status("raw").badge, "fresh");
  project.graph = graphOf(chain, ({ key }) => (key === "raw" ? { declaredVersion: "2" } : {}));
  assert.deepEqual(project.status("raw").sync.causes, [{ kind: "code", changed: [] }]);
});

test("dependencies that came or went are causes", () => {
  const project = made(chain);
  project.graph = graphOf({ raw: [], staged: ["raw"], mart: ["raw"] });
  assert.deepEqual(project.status("mart").sync.causes, [
    { kind: "dependency", asset: "staged", change: "removed" },
    { kind: "dependency", asset: "raw", change: "added" },
  ]);
});

const badgeRows: [string, (project: Project) => void, string][] = [
  ["a failed run", (p) => p.end("raw", "failed", { error: { message: "boom" } }), "failed"],
  ["a failure above", (p) => p.end("raw", "upstream failed", { because: "x" }), "upstream failed"],
  ["a skip", (p) => p.end("raw", "skipped", { because: "nothing new" }), "skipped"],
  ["a cancelled run shows what was before", (p) => p.end("raw", "cancelled"), "fresh"],
  [
    "a failure, then made again elsewhere",
    (p) => {
      p.end("raw", "failed");
      p.make("raw");
    },
    "fresh",
  ],
  [
    "a failure wins over stale",
    (p) => {
      p.end("raw", "failed");
      p.code.set(asAssetKey("raw"), exact("other"));
    },
    "failed",
  ],
  [
    "stale wins over skipped",
    (p) => {
      p.end("raw", "skipped");
      p.code.set(asAssetKey("raw"), exact("other"));
    },
    "stale",
  ],
];
for (const [name, happen, badge] of badgeRows) {
  test(`badge: ${name}`, () => {
    const project = made(chain);
    happen(project);
    assert.equal(project.status("raw").badge, badge);
  });
}

test("badge: a failed check of severity ERROR fails, of WARN it is counted", () => {
  const nowhere = { file: "", start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const checks = ["a", "b", "c"].map((name) => ({ name, blocking: false, severity: "ERROR" as const, range: nowhere }));
  const project = made(chain, () => ({ checks }));
  const check = (name: string, passed: boolean, severity: "WARN" | "ERROR") =>
    project.append("raw", {
      kind: "check",
      of: { asset: asAssetKey("raw") },
      check: name,
      result: { passed, severity, metadata: {} },
    });
  check("a", true, "ERROR");
  check("b", false, "WARN");
  assert.deepEqual(project.status("raw").happened.checks, { passed: 1, warned: 1, failed: 0, notRun: 1 });
  assert.equal(project.status("raw").badge, "fresh");
  check("c", false, "ERROR");
  assert.equal(project.status("raw").badge, "failed");
});

test("external assets are external, whatever was observed, and pass nothing on", () => {
  const project = made({ source: [], raw: ["source"] }, ({ key }) => (key === "source" ? { kind: "external" } : {}));
  assert.equal(project.status("source").badge, "external");
  assert.equal(project.status("raw").badge, "fresh");
});

test("at most 32 roots are named", () => {
  const roots = Array.from({ length: 50 }, (_, at) => `root${at}`);
  const project = made({ ...Object.fromEntries(roots.map((root) => [root, []])), all: roots });
  for (const root of roots) project.code.set(asAssetKey(root), exact("other"));
  assert.deepEqual(project.status("all").sync.behind, roots.slice(0, 32));
});

test("kept up to date, the statuses are those of a new table", () => {
  const keys = Array.from({ length: 12 }, (_, at) => `k${at}`);
  const upstream = fc.tuple(...keys.map((_, at) => fc.subarray(keys.slice(0, at), { maxLength: Math.min(3, at) })));
  const step = fc.oneof(
    fc.record({ do: fc.constant("make" as const), key: fc.constantFrom(...keys) }),
    fc.record({ do: fc.constant("fail" as const), key: fc.constantFrom(...keys) }),
    fc.record({
      do: fc.constant("code" as const),
      key: fc.constantFrom(...keys),
      to: fc.constantFrom("same", "x", "?"),
    }),
    fc.record({
      do: fc.constant("edges" as const),
      key: fc.constantFrom(...keys),
      to: fc.subarray(keys, { maxLength: 2 }),
    }),
  );
  fc.assert(
    fc.property(upstream, fc.array(step, { maxLength: 25 }), (edges, steps) => {
      const shape: Record<string, readonly string[]> = Object.fromEntries(
        keys.map((key, at) => [key, edges[at] ?? []]),
      );
      const project = new Project(shape);
      const table = project.table();
      for (const one of steps) {
        if (one.do === "make") project.make(one.key);
        if (one.do === "fail") project.end(one.key, "failed");
        if (one.do === "code") project.code.set(asAssetKey(one.key), one.to === "?" ? partial("same") : exact(one.to));
        if (one.do === "edges") {
          // Only from earlier keys: rings are a mistake that is told before anything else.
          shape[one.key] = one.to.filter((from) => keys.indexOf(from) < keys.indexOf(one.key));
          project.graph = graphOf(shape);
        }
        const before = keys.map((_, id) => JSON.stringify(table.status(id)));
        const touched = new Set(
          table.update(project.graph, indexGraph(project.graph), project.facts, [project.id(one.key)]),
        );
        const fresh = project.table();
        for (const id of keys.keys()) {
          assert.deepEqual(table.status(id), fresh.status(id), keys[id]);
          if (JSON.stringify(table.status(id)) !== before[id]) assert.ok(touched.has(id), `${keys[id]} was not told`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

for (const [what, recorded, now, severity, reported, expected] of [
  ["as it was", "1", "1", "ERROR", false, ["failed", { passed: 0, warned: 0, failed: 1, notRun: 0 }]],
  ["another since", "1", "2", "ERROR", false, ["fresh", { passed: 0, warned: 0, failed: 0, notRun: 1 }]],
  ["another since, of a warning", "1", "2", "WARN", false, ["fresh", { passed: 0, warned: 0, failed: 0, notRun: 1 }]],
  ["not known now", "1", undefined, "ERROR", false, ["failed", { passed: 0, warned: 0, failed: 1, notRun: 0 }]],
  ["not recorded", undefined, "2", "ERROR", false, ["failed", { passed: 0, warned: 0, failed: 1, notRun: 0 }]],
  ["the asset's own", "1", "2", "ERROR", true, ["failed", { passed: 0, warned: 0, failed: 1, notRun: 0 }]],
] as const) {
  test(`a failed check of which the code is ${what}: badge and counts`, () => {
    const nowhere = { file: "", start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const check = { name: "a", blocking: true, severity, range: nowhere, ...(reported ? { reported } : {}) };
    const project = made(chain, () => ({ checks: [check] }));
    project.append("raw", {
      kind: "check",
      of: { asset: asAssetKey("raw") },
      check: "a",
      result: { passed: false, severity, metadata: {} },
      ...(recorded === undefined ? {} : { codeVersion: recorded }),
    });
    if (now !== undefined) project.checkCode.set("a", now);
    const { badge, happened } = project.status("raw");
    assert.deepEqual([badge, happened.checks], expected);
  });
}
