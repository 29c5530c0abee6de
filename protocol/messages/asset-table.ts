import type { AssetId } from "../graph/asset-graph.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import { badges } from "../record/status.ts";
import {
  decodeDelta,
  decodeSnapshot,
  decodeStatus,
  type FeedMessage,
  type LineageDelta,
  type LineageRow,
  type Revision,
  type StatusPair,
} from "./lineage-feed.ts";

/** What a message did to the table. */
export type TableChange =
  /** The message was older than the table. */
  | { readonly kind: "nothing" }
  /** Messages are missing before this one, and it was not applied: ask for a snapshot. */
  | { readonly kind: "gap"; readonly have: Revision; readonly needs: Revision }
  /** Every row is new. */
  | { readonly kind: "everything" }
  /** `moved`: assets whose existence, key, group or edges changed, gone ones too; `statuses`: of the others, those with another badge, or broken otherwise. */
  | { readonly kind: "graph"; readonly moved: readonly AssetId[]; readonly statuses: readonly AssetId[] }
  | { readonly kind: "statuses"; readonly statuses: readonly AssetId[] };

/** Neighbours of every id, one after the other: those of `id` are `ids.subarray(start[id], start[id + 1])`. */
export interface Adjacency {
  readonly start: Uint32Array;
  readonly ids: Uint32Array;
}

/** The lineage feed applied: one column an attribute, indexed by AssetId. Ids that are no asset have `present` 0. */
export interface AssetTable {
  /** 0: nothing was received. */
  readonly revision: Revision;
  /** Ids are below it. */
  readonly size: number;
  /** How many assets there are. */
  readonly count: number;
  readonly present: Uint8Array;
  readonly badge: Uint8Array;
  readonly external: Uint8Array;
  /** 1: its file does not parse, and it stands as it was. */
  readonly broken: Uint8Array;
  /** Index into `groups`. */
  readonly group: Uint32Array;
  /** Names of groups; a name keeps its index, also when its last asset goes. */
  readonly groups: readonly string[];
  /** Direct upstream assets that are present, in the order of the text. */
  readonly upstream: Adjacency;
  /** The same edges from the other end, by id. */
  readonly downstream: Adjacency;
  key(id: AssetId): AssetKey | undefined;
  find(key: AssetKey): AssetId | undefined;
  /** How many assets have each badge, by its position in `badges`. */
  counts(): Uint32Array;
  /** Applies a message in place. Columns may be other arrays afterwards: read them anew. Throws a RangeError on bytes that are no message. */
  apply(message: FeedMessage): TableChange;
}

/** A table that has received nothing. */
export function emptyAssetTable(): AssetTable {
  return new Table();
}

const noNeighbours: Adjacency = { start: new Uint32Array(1), ids: new Uint32Array(0) };
const noIds: readonly AssetId[] = [];

class Table implements AssetTable {
  revision: Revision = 0;
  size = 0;
  count = 0;
  present = new Uint8Array(0);
  badge = new Uint8Array(0);
  external = new Uint8Array(0);
  broken = new Uint8Array(0);
  group = new Uint32Array(0);
  groups: string[] = [];
  #keys: (AssetKey | undefined)[] = [];
  #sources: (readonly AssetId[])[] = [];
  #byKey = new Map<AssetKey, AssetId>();
  #groupIndex = new Map<string, number>();
  #upstream: Adjacency | undefined = noNeighbours;
  #downstream: Adjacency | undefined = noNeighbours;

  get upstream(): Adjacency {
    this.#upstream ??= this.#joinSources();
    return this.#upstream;
  }

  get downstream(): Adjacency {
    this.#downstream ??= reverse(this.upstream, this.size);
    return this.#downstream;
  }

  key(id: AssetId): AssetKey | undefined {
    return this.#keys[id];
  }

  find(key: AssetKey): AssetId | undefined {
    return this.#byKey.get(key);
  }

  counts(): Uint32Array {
    const counts = new Uint32Array(badges.length);
    for (let id = 0; id < this.size; id++) {
      if (this.present[id] === 1) counts[this.badge[id] ?? 0] = (counts[this.badge[id] ?? 0] ?? 0) + 1;
    }
    return counts;
  }

  apply(message: FeedMessage): TableChange {
    if (message.kind === "snapshot") {
      const rows = decodeSnapshot(message.bytes);
      this.#replace(rows);
      this.revision = message.to;
      return { kind: "everything" };
    }
    if (message.from > this.revision) return { kind: "gap", have: this.revision, needs: message.from };
    if (message.to <= this.revision) return { kind: "nothing" };
    const change =
      message.kind === "delta"
        ? this.#change(decodeDelta(message.bytes))
        : this.#setStatuses(decodeStatus(message.bytes));
    this.revision = message.to;
    return change;
  }

  #replace(rows: readonly LineageRow[]): void {
    this.size = 0;
    this.count = 0;
    this.#keys = [];
    this.#sources = [];
    this.#byKey = new Map();
    this.groups = [];
    this.#groupIndex = new Map();
    this.present.fill(0);
    let size = 0;
    for (const row of rows) size = Math.max(size, row.id + 1);
    this.#grow(size);
    for (const row of rows) this.#put(row);
    this.#forgetEdges();
  }

  #change(delta: LineageDelta): TableChange {
    const moved: AssetId[] = [];
    const statuses: AssetId[] = [];
    let size = this.size;
    for (const row of delta.put) size = Math.max(size, row.id + 1);
    this.#grow(size);
    for (const id of delta.gone) if (this.#remove(id)) moved.push(id);
    for (const row of delta.put) {
      if (!this.#sameShape(row)) moved.push(row.id);
      else if (this.badge[row.id] !== row.badge || (this.broken[row.id] === 1) !== (row.broken === true))
        statuses.push(row.id);
      this.#put(row);
    }
    if (moved.length === 0) return { kind: "statuses", statuses };
    this.#forgetEdges();
    return { kind: "graph", moved, statuses };
  }

  #setStatuses(pairs: readonly StatusPair[]): TableChange {
    const statuses: AssetId[] = [];
    for (const [id, badge] of pairs) {
      if (this.present[id] !== 1 || this.badge[id] === badge) continue;
      this.badge[id] = badge;
      statuses.push(id);
    }
    return { kind: "statuses", statuses };
  }

  #put(row: LineageRow): void {
    const before = this.#keys[row.id];
    if (before !== undefined && before !== row.key) this.#byKey.delete(before);
    if (this.present[row.id] !== 1) this.count++;
    this.present[row.id] = 1;
    this.badge[row.id] = row.badge;
    this.external[row.id] = row.external ? 1 : 0;
    this.broken[row.id] = row.broken === true ? 1 : 0;
    this.group[row.id] = this.#groupOf(row.group);
    this.#keys[row.id] = row.key;
    this.#sources[row.id] = row.upstream;
    this.#byKey.set(row.key, row.id);
  }

  #remove(id: AssetId): boolean {
    if (this.present[id] !== 1) return false;
    const key = this.#keys[id];
    if (key !== undefined && this.#byKey.get(key) === id) this.#byKey.delete(key);
    this.present[id] = 0;
    this.#keys[id] = undefined;
    this.#sources[id] = noIds;
    this.count--;
    return true;
  }

  #sameShape(row: LineageRow): boolean {
    if (this.present[row.id] !== 1 || this.#keys[row.id] !== row.key) return false;
    if (this.groups[this.group[row.id] ?? 0] !== row.group) return false;
    if ((this.external[row.id] === 1) !== row.external) return false;
    const before = this.#sources[row.id] ?? noIds;
    return before.length === row.upstream.length && before.every((id, index) => id === row.upstream[index]);
  }

  #groupOf(name: string): number {
    const known = this.#groupIndex.get(name);
    if (known !== undefined) return known;
    const index = this.groups.push(name) - 1;
    this.#groupIndex.set(name, index);
    return index;
  }

  #grow(size: number): void {
    if (size > this.present.length) {
      const capacity = Math.max(size, Math.ceil(this.present.length * 1.5));
      this.present = grown(this.present, new Uint8Array(capacity));
      this.badge = grown(this.badge, new Uint8Array(capacity));
      this.external = grown(this.external, new Uint8Array(capacity));
      this.broken = grown(this.broken, new Uint8Array(capacity));
      this.group = grown(this.group, new Uint32Array(capacity));
    }
    this.size = Math.max(this.size, size);
  }

  #forgetEdges(): void {
    this.#upstream = undefined;
    this.#downstream = undefined;
  }

  #joinSources(): Adjacency {
    const start = new Uint32Array(this.size + 1);
    const ids: number[] = [];
    for (let id = 0; id < this.size; id++) {
      start[id] = ids.length;
      for (const source of this.#sources[id] ?? noIds) if (this.present[source] === 1) ids.push(source);
    }
    start[this.size] = ids.length;
    return { start, ids: Uint32Array.from(ids) };
  }
}

function grown<Column extends Uint8Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function reverse(edges: Adjacency, size: number): Adjacency {
  const start = new Uint32Array(size + 1);
  for (const source of edges.ids) start[source + 1] = (start[source + 1] ?? 0) + 1;
  for (let id = 0; id < size; id++) start[id + 1] = (start[id + 1] ?? 0) + (start[id] ?? 0);
  const next = start.slice();
  const ids = new Uint32Array(edges.ids.length);
  for (let id = 0; id < size; id++) {
    for (let edge = edges.start[id] ?? 0; edge < (edges.start[id + 1] ?? 0); edge++) {
      const source = edges.ids[edge] ?? 0;
      const place = next[source] ?? 0;
      ids[place] = id;
      next[source] = place + 1;
    }
  }
  return { start, ids };
}
