import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { emptyAssetRecord } from "../../core/record/apply-event.ts";
import { decodeAsset, encodeAsset, type IndexedAsset, keyOfLine } from "./asset-line.ts";
import type { ReadMaterialization } from "./light-materialization.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./sql-driver.ts";

const linesOfRow = 1000;
const linesReadAtOnce = 1000;
/** Lines that may be outdated before all are written anew, besides as many as there are assets. */
const mostOutdated = 1000;
/** Longer lists of pages move to a row of their own, so that a line stays short however often its asset is made. */
const longestPages = 120;

/**
 * What the index knows of each asset, as lines of text. Lines are added at the end, many to a row, and the last of an asset is the one that
 * counts: to find and change ten thousand rows would take longer than to write all of this anew now and then.
 */
export class AssetLines {
  readonly #read: ReadMaterialization;
  readonly #database: SqlDatabase;
  readonly #addRow: SqlStatement;
  readonly #addPages: SqlStatement;
  readonly #changed = new Set<IndexedAsset>();
  #assets: Map<AssetKey, IndexedAsset> | undefined;
  readonly #keys: AssetKey[] = [];
  #lines = 0;

  constructor(database: SqlDatabase, read: ReadMaterialization) {
    this.#database = database;
    this.#read = read;
    this.#addRow = database.prepare("insert into asset_lines(count, assets, lines) values(?, ?, cast(? as text))");
    this.#addPages = database.prepare("insert into asset_pages(asset, pages) values(?, ?)");
  }

  /** All are read the first time, as those who ask for one mostly ask for all. */
  get(key: AssetKey): IndexedAsset | undefined {
    this.#assets ??= this.#load();
    return this.#assets.get(key);
  }

  keyOf(id: number): AssetKey | undefined {
    this.#assets ??= this.#load();
    return this.#keys[id];
  }

  /** For an event that is put into the index. */
  getOrAdd(key: AssetKey): IndexedAsset {
    this.#assets ??= this.#load();
    const known = this.#assets.get(key);
    if (known !== undefined) return known;
    const id = this.#assets.size + 1;
    const added: IndexedAsset = { id, pages: "", record: emptyAssetRecord(key), latestPlace: undefined };
    this.#assets.set(key, added);
    this.#keys[id] = key;
    return added;
  }

  /** An event of the asset was put into a page. */
  changed(asset: IndexedAsset, page: number): void {
    this.#changed.add(asset);
    const entry = `${page},`;
    if (asset.pages.startsWith(entry) || asset.pages.includes(`,${entry}`)) return;
    if (asset.pages.length > longestPages) {
      this.#addPages.run(asset.id, asset.pages);
      asset.pages = "";
    }
    asset.pages += entry;
  }

  /** All pages that hold events of the asset. */
  pagesOf({ id, pages }: IndexedAsset): readonly number[] {
    const older = this.#database.prepare("select pages from asset_pages where asset = ?").rows(id);
    const texts = [...older.map(([text]) => String(text)), pages];
    // Pages of two runs may take turns, so that one is in the row and in the line.
    return [...new Set(texts.flatMap((text) => text.split(",").slice(0, -1).map(Number)))];
  }

  /** Before the transaction ends. */
  flush(): void {
    if (this.#changed.size === 0 || this.#assets === undefined) return;
    const isMostlyOutdated = this.#lines + this.#changed.size > 2 * this.#assets.size + mostOutdated;
    if (isMostlyOutdated) {
      this.#database.prepare("delete from asset_lines").run();
      this.#lines = 0;
    }
    this.#write(isMostlyOutdated ? this.#assets.values() : this.#changed);
    this.#changed.clear();
  }

  #write(assets: Iterable<IndexedAsset>): void {
    const known = this.#assets?.size ?? 0;
    let lines: string[] = [];
    const writeRow = () => {
      if (lines.length > 0) {
        // As bytes: sql.js copies a text letter by letter.
        this.#addRow.run(lines.length, known, Buffer.from(lines.join("\n")));
      }
      this.#lines += lines.length;
      lines = [];
    };
    for (const asset of assets) {
      lines.push(encodeAsset(asset));
      if (lines.length === linesOfRow) writeRow();
    }
    writeRow();
  }

  #load(): Map<AssetKey, IndexedAsset> {
    const assets = new Map<AssetKey, IndexedAsset>();
    const rows = this.#database.prepare("select id, count, assets from asset_lines order by id desc").rows();
    const known = Number(rows[0]?.[2] ?? 0);
    this.#lines = rows.reduce((sum, [, count]) => sum + Number(count), 0);
    for (const text of this.#textsOf(rows)) {
      const lines = text.split("\n");
      for (let at = lines.length - 1; at >= 0; at -= 1) {
        const line = lines[at] ?? "";
        const key = keyOfLine(line);
        if (assets.has(key)) continue;
        const asset = decodeAsset(line, this.#read);
        assets.set(key, asset);
        this.#keys[asset.id] = key;
      }
      // What comes further back is outdated.
      if (assets.size === known) break;
    }
    if (assets.size !== known) throw new Error(`the index lacks ${known - assets.size} of its assets`);
    return assets;
  }

  /** Small rows as one text: crossing into the wasm costs more than cutting the text. */
  *#textsOf(rows: readonly (readonly SqlValue[])[]): Generator<string> {
    const joined = this.#database.prepare(
      "select group_concat(lines, char(10) order by id) from asset_lines where id >= ? and id <= ?",
    );
    const single = this.#database.prepare("select lines from asset_lines where id = ?");
    for (const { first, last } of rangesOf(rows)) {
      const text = (first === last ? single.first(first) : joined.first(first, last))?.[0];
      if (typeof text !== "string") throw new Error("what the index knows of assets is damaged");
      yield text;
    }
  }
}

/** Neighbours of together no more lines than are read at once. */
function* rangesOf(
  rows: readonly (readonly SqlValue[])[],
): Generator<{ readonly first: number; readonly last: number }> {
  let range: { first: number; readonly last: number; lines: number } | undefined;
  for (const row of rows) {
    const id = Number(row[0]);
    const count = Number(row[1]);
    if (range !== undefined && range.lines + count <= linesReadAtOnce) {
      range.first = id;
      range.lines += count;
      continue;
    }
    if (range !== undefined) yield range;
    range = { first: id, last: id, lines: count };
  }
  if (range !== undefined) yield range;
}
