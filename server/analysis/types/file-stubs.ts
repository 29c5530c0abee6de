import path from "node:path";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetBook } from "./asset-book.ts";
import type { StubbedCall } from "./asset-stub.ts";
import { stubText } from "./asset-stub.ts";
import type { AssetType } from "./asset-type.ts";
import { unknownType } from "./asset-type.ts";
import { moveImportTypes } from "./import-specifier.ts";
import type { LaneAsset } from "./lane-messages.ts";
import type { SourceStore } from "./source-store.ts";

/** What files with assets are to those who import them; all paths are absolute. */
export interface FileStubs {
  /** undefined: the file is itself. */
  of(file: string): string | undefined;
  knows(file: string): boolean;
  /** Makes it again. Returns whether it was known and is another now. */
  renew(file: string): boolean;
  forget(file: string): void;
  clear(): void;
}

export interface FileStubsOptions {
  readonly folder: string;
  readonly book: AssetBook;
  readonly types: ReadonlyMap<AssetKey, AssetType>;
  readonly sources: SourceStore;
}

export function createFileStubs({ folder, book, types, sources }: FileStubsOptions): FileStubs {
  const stubs = new Map<string, string>();

  function of(file: string): string | undefined {
    const known = stubs.get(file);
    if (known !== undefined) return known;
    const assets = book.inFile(path.posix.relative(folder, file));
    const text = assets.length === 0 ? undefined : sources.text(file);
    if (text === undefined) return undefined;
    const calls = definitionCalls(assets, text, path.posix.dirname(file));
    const stub = calls === undefined ? text : stubText(file, text, calls);
    stubs.set(file, stub);
    return stub;
  }

  /** undefined: the text is not the one that the ranges are of. */
  function definitionCalls(assets: readonly LaneAsset[], text: string, at: string): StubbedCall[] | undefined {
    const starts = lineStarts(text);
    const byRange = Map.groupBy(assets, ({ range }) => `${range.start.line}:${range.start.character}`);
    const calls: StubbedCall[] = [];
    for (const sameCall of byRange.values()) {
      const [first] = sameCall;
      if (first === undefined) continue;
      const { start, end } = first.range;
      const [from, to] = [(starts[start.line] ?? 0) + start.character, (starts[end.line] ?? 0) + end.character];
      if (first.outdated || text[to - 1] !== ")") return undefined;
      calls.push({ start: from, end: to, type: moveImportTypes(madeBy(sameCall), folder, at) });
    }
    return calls;
  }

  function madeBy(assets: readonly LaneAsset[]): string {
    const [first] = assets;
    if (first !== undefined && !first.inMultiAsset) return handle(first);
    return `{ ${assets.map((asset) => `readonly ${JSON.stringify(asset.key)}: ${handle(asset)}`).join("; ")} }`;
  }

  function handle({ key, external }: LaneAsset): string {
    const { text, partitions } = types.get(key) ?? unknownType;
    const parts = [text, JSON.stringify(key), ...(partitions === undefined ? [] : [partitions])];
    return `import("evergraph").${external ? "ExternalAsset" : "Asset"}<${parts.join(", ")}>`;
  }

  return {
    of,
    knows: (file) => stubs.has(file),
    renew: (file) => {
      const before = stubs.get(file);
      stubs.delete(file);
      return before !== undefined && before !== of(file);
    },
    forget: (file) => stubs.delete(file),
    clear: () => stubs.clear(),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
