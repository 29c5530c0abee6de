import type { AssetId } from "../graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../graph/asset-key.ts";
import { ByteReader, ByteWriter } from "./byte-stream.ts";

/** Grows by one with every change of the graph or of a status. */
export type Revision = number;

/**
 * How the graph travels to a panel. snapshot: all rows. delta: rows put and ids gone. status: (id, badge byte) pairs.
 * `from` is the revision that it applies to (0 for a snapshot). Who sees a gap asks for a new snapshot.
 */
export interface FeedMessage {
  readonly kind: "snapshot" | "delta" | "status";
  readonly from: Revision;
  readonly to: Revision;
  readonly bytes: ArrayBuffer;
}

/** What the panel knows of every asset without asking. */
export interface LineageRow {
  readonly id: AssetId;
  readonly key: AssetKey;
  readonly group: string;
  /** Position in `badges`. */
  readonly badge: number;
  readonly external: boolean;
  /** Its file does not parse: it stands as it was. */
  readonly broken?: true;
  /** Ids of the direct upstream assets, each once. */
  readonly upstream: readonly AssetId[];
}

/** Rows that are new or changed, and ids that are no more. */
export interface LineageDelta {
  readonly put: readonly LineageRow[];
  readonly gone: readonly AssetId[];
}

/** An asset and the position of its badge in `badges`. */
export type StatusPair = readonly [id: AssetId, badge: number];

/** First byte of every message; another number is another layout. */
const layout = 2;
const badgeBits = 15;
const externalBit = 16;
const brokenBit = 32;

/** The bytes of a snapshot: every row. 10,000 assets take about 250 KB. */
export function encodeSnapshot(rows: readonly LineageRow[]): ArrayBuffer {
  const writer = new ByteWriter();
  writer.byte(layout);
  writeRows(writer, rows);
  return writer.finish();
}

/** The rows of a snapshot, in their order. Throws a RangeError when the bytes are none. */
export function decodeSnapshot(bytes: ArrayBuffer): LineageRow[] {
  return readRows(open(bytes));
}

/** The bytes of a change of the graph. */
export function encodeDelta(delta: LineageDelta): ArrayBuffer {
  const writer = new ByteWriter();
  writer.byte(layout);
  writeRows(writer, delta.put);
  writeIds(writer, delta.gone);
  return writer.finish();
}

export function decodeDelta(bytes: ArrayBuffer): LineageDelta {
  const reader = open(bytes);
  return { put: readRows(reader), gone: readIds(reader) };
}

/** The bytes of changed statuses: two or three a status. */
export function encodeStatus(pairs: readonly StatusPair[]): ArrayBuffer {
  const writer = new ByteWriter();
  writer.byte(layout);
  writer.count(pairs.length);
  let previous = 0;
  for (const [id, badge] of pairs) {
    writer.difference(id - previous);
    writer.byte(badge);
    previous = id;
  }
  return writer.finish();
}

export function decodeStatus(bytes: ArrayBuffer): StatusPair[] {
  const reader = open(bytes);
  const pairs: StatusPair[] = [];
  let id = 0;
  for (let left = reader.count(); left > 0; left--) {
    id += reader.difference();
    pairs.push([id, reader.byte()]);
  }
  return pairs;
}

function open(bytes: ArrayBuffer): ByteReader {
  const reader = new ByteReader(bytes);
  const found = reader.byte();
  if (found !== layout)
    throw new RangeError(`The lineage feed has layout ${found}; this panel reads layout ${layout}.`);
  return reader;
}

/** Group names come once; a key comes without what it shares with the key before it in its group; ids come as differences. */
function writeRows(writer: ByteWriter, rows: readonly LineageRow[]): void {
  const groups = new Map<string, number>();
  for (const row of rows) if (!groups.has(row.group)) groups.set(row.group, groups.size);
  writer.count(groups.size);
  for (const group of groups.keys()) {
    writer.count(group.length);
    writer.units(group);
  }
  writer.count(rows.length);
  let previousId = 0;
  const before = [...groups.keys()];
  for (const row of rows) {
    const group = groups.get(row.group) ?? 0;
    writer.difference(row.id - previousId);
    writer.count(group);
    writer.byte((row.badge & badgeBits) | (row.external ? externalBit : 0) | (row.broken === true ? brokenBit : 0));
    const shared = sharedPrefix(before[group] ?? "", row.key);
    writer.count(shared);
    writer.count(row.key.length - shared);
    writer.units(row.key.slice(shared));
    writer.count(row.upstream.length);
    for (const upstream of row.upstream) writer.difference(row.id - upstream);
    previousId = row.id;
    before[group] = row.key;
  }
}

function readRows(reader: ByteReader): LineageRow[] {
  const groups: string[] = [];
  for (let left = reader.count(); left > 0; left--) groups.push(reader.units(reader.count()));
  const rows: LineageRow[] = [];
  const before = groups.slice();
  let id = 0;
  for (let left = reader.count(); left > 0; left--) {
    id += reader.difference();
    const groupIndex = reader.count();
    const group = groups[groupIndex];
    if (group === undefined) throw new RangeError(`Asset ${id} is in a group that the message does not name.`);
    const flags = reader.byte();
    const shared = reader.count();
    const key = (before[groupIndex] ?? "").slice(0, shared) + reader.units(reader.count());
    before[groupIndex] = key;
    const upstream: AssetId[] = [];
    for (let edges = reader.count(); edges > 0; edges--) upstream.push(id - reader.difference());
    const row: LineageRow = {
      id,
      key: asAssetKey(key),
      group,
      badge: flags & badgeBits,
      external: (flags & externalBit) !== 0,
      upstream,
    };
    rows.push((flags & brokenBit) === 0 ? row : { ...row, broken: true });
  }
  return rows;
}

function writeIds(writer: ByteWriter, ids: readonly AssetId[]): void {
  writer.count(ids.length);
  let previous = 0;
  for (const id of ids) {
    writer.difference(id - previous);
    previous = id;
  }
}

function readIds(reader: ByteReader): AssetId[] {
  const ids: AssetId[] = [];
  let id = 0;
  for (let left = reader.count(); left > 0; left--) {
    id += reader.difference();
    ids.push(id);
  }
  return ids;
}

function sharedPrefix(before: string, key: string): number {
  const limit = Math.min(before.length, key.length);
  let length = 0;
  while (length < limit && before.charCodeAt(length) === key.charCodeAt(length)) length++;
  return length;
}
