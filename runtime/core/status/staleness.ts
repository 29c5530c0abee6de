import type { AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeMember, CodeVersion } from "../../../protocol/graph/code-version.ts";
import type { InputRead, Provenance } from "../../../protocol/record/events.ts";
import type { AssetStatus, MemberChange, StaleCause } from "../../../protocol/record/status.ts";
import type { AssetRecord, KnownCode } from "../record/asset-record.ts";
import { currentVersion, neverMade, neverObserved } from "./data-version.ts";

/** What staleness is told from, by id. */
export interface StatusFacts {
  record(asset: AssetId): AssetRecord;
  /** Of the text of now; undefined: not known. */
  codeVersion(asset: AssetId): CodeVersion | undefined;
  readonly knownCode: KnownCode;
  /** Hash of a check's own code of now; undefined: not known. Absent: of none. */
  readonly checkCode?: (asset: AssetId, check: string) => string | undefined;
}

/** Whether an asset is in step with its own code and its direct inputs. */
export interface DirectSync {
  readonly state: AssetStatus["sync"]["state"];
  readonly causes: readonly StaleCause[];
}

const inStep: DirectSync = { state: "fresh", causes: [] };
const neverMadeSync: DirectSync = { state: "unknown", causes: [] };

/**
 * Compares what the latest materialization was made from, as it was read then, with what is now. Made again by hand elsewhere counts
 * like any materialization; external assets are always in step, as nobody here could make them.
 */
export function directSync(graph: AssetGraph, id: AssetId, facts: StatusFacts): DirectSync {
  const node = graph.nodes[id];
  if (node === null || node === undefined) return neverMadeSync;
  if (node.kind === "external") return inStep;
  const record = facts.record(id);
  if (node.partitions !== undefined) {
    return { state: "unknown", causes: [{ kind: "not evaluated", why: "it is partitioned" }] };
  }
  if (record.latest === undefined) return neverMadeSync;
  const { provenance } = record.latest;
  const causes: StaleCause[] = [];
  addCodeCauses(node, record, provenance, id, facts, causes);
  addRemovedDependencies(graph, node, provenance, causes);
  addInputCauses(graph, node, provenance, facts, causes);
  return causes.length === 0 ? inStep : { state: stateOf(causes), causes };
}

function stateOf(causes: readonly StaleCause[]): DirectSync["state"] {
  let state: DirectSync["state"] = "fresh";
  for (const { kind } of causes) {
    switch (kind) {
      case "code":
      case "input":
      case "dependency":
        return "stale";
      case "doubt":
        if (state === "fresh") state = "maybe stale";
        break;
      case "not evaluated":
        state = "unknown";
        break;
      default:
        kind satisfies never;
    }
  }
  return state;
}

function addCodeCauses(
  node: AssetNode,
  record: AssetRecord,
  provenance: Provenance,
  id: AssetId,
  facts: StatusFacts,
  causes: StaleCause[],
): void {
  const accepted = record.accepted?.codeVersion;
  if (node.declaredVersion !== undefined && node.declaredVersion !== "") {
    const isSame = node.declaredVersion === provenance.declaredVersion || node.declaredVersion === accepted;
    if (!isSame) causes.push({ kind: "code", changed: [] });
    return;
  }
  const now = facts.codeVersion(id);
  if (now === undefined) {
    const why = node.knownFrom === "loading" ? "its code is known only when it runs" : "its code cannot be read";
    causes.push({ kind: "not evaluated", why });
    return;
  }
  if (now.hash === provenance.codeVersion || now.hash === accepted) {
    if (now.certainty !== "exact") causes.push({ kind: "doubt", doubts: now.doubts });
    return;
  }
  if (provenance.codeVersion === undefined) {
    causes.push({ kind: "not evaluated", why: "its code was not recorded" });
    return;
  }
  const recorded = provenance.codeVersion;
  causes.push(
    codeCause(() => {
      const before = facts.knownCode(recorded)?.members;
      return before === undefined ? [] : memberChanges(before, now.members);
    }),
  );
}

/** What changed is compared when somebody asks: an edit may touch every asset, and people look at a few. */
function codeCause(compare: () => readonly MemberChange[]): StaleCause {
  let changed: readonly MemberChange[] | undefined;
  return {
    kind: "code",
    get changed() {
      changed ??= compare();
      return changed;
    },
  };
}

/** What is not as it was, of two lists sorted by file and name: changed before added and removed, as a rename is both. */
export function memberChanges(before: readonly CodeMember[], now: readonly CodeMember[]): readonly MemberChange[] {
  const old = new Map(before.map((member) => [memberName(member), member]));
  const changes: MemberChange[] = [];
  for (const { file, name, hash } of now) {
    const known = old.get(memberName({ file, name }));
    old.delete(memberName({ file, name }));
    if (known === undefined) changes.push({ change: "added", file, name });
    else if (known.hash !== hash) changes.push({ change: "changed", file, name });
  }
  for (const { file, name } of old.values()) changes.push({ change: "removed", file, name });
  const rank = { changed: 0, added: 1, removed: 2 };
  return changes.sort((a, b) => rank[a.change] - rank[b.change]);
}

function memberName({ file, name }: { readonly file: string; readonly name: string }): string {
  return `${file}\n${name}`;
}

function addRemovedDependencies(
  graph: AssetGraph,
  node: AssetNode,
  provenance: Provenance,
  causes: StaleCause[],
): void {
  for (const { asset } of provenance.inputs) {
    if (!readsFrom(graph, node, asset)) causes.push({ kind: "dependency", asset, change: "removed" });
  }
}

// A pass over all statuses comes here for every edge of the graph: lists this short are searched faster than sets are made of them.

function readsFrom({ keys }: AssetGraph, { upstream }: AssetNode, asset: AssetKey): boolean {
  for (const { from } of upstream) if (keys[from] === asset) return true;
  return false;
}

function readOf({ inputs }: Provenance, asset: AssetKey): InputRead | undefined {
  for (const input of inputs) if (input.asset === asset) return input;
  return undefined;
}

function isNamedBefore({ upstream }: AssetNode, place: number, asset: AssetId): boolean {
  for (let before = 0; before < place; before += 1) if (upstream[before]?.from === asset) return true;
  return false;
}

function addInputCauses(
  graph: AssetGraph,
  node: AssetNode,
  provenance: Provenance,
  facts: StatusFacts,
  causes: StaleCause[],
): void {
  let place = -1;
  for (const { from } of node.upstream) {
    place += 1;
    const key = graph.keys[from];
    if (key === undefined || isNamedBefore(node, place, from)) continue;
    const read = readOf(provenance, key);
    const cause =
      read === undefined
        ? ({ kind: "dependency", asset: key, change: "added" } as const)
        : inputCause(key, read, graph.nodes[from] ?? null, facts.record(from));
    if (cause !== undefined) causes.push(cause);
  }
}

function inputCause(
  key: AssetKey,
  read: InputRead,
  upstream: AssetNode | null,
  record: AssetRecord,
): StaleCause | undefined {
  // Most often nothing has changed; then nothing is made to say so.
  if (record.observed === undefined && record.latest?.provenance.dataVersion === read.dataVersion) return undefined;
  const now = currentVersion(upstream?.kind ?? "asset", record);
  if (now.dataVersion === read.dataVersion) return undefined;
  // It existed and was never observed; that nothing is known of it now is no news.
  if (read.dataVersion === neverObserved && now.dataVersion === neverMade) return undefined;
  return {
    kind: "input",
    of: { asset: key },
    ...(read.event === undefined ? {} : { read: read.event }),
    ...(now.event === undefined ? {} : { now: now.event }),
  };
}
