import { statSync } from "node:fs";
import path from "node:path";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { createAssetBook } from "./asset-book.ts";
import { stubText } from "./asset-stub.ts";
import type { AssetType } from "./asset-type.ts";
import { unknownType, withoutEvergraphImports } from "./asset-type.ts";
import type { CheckedAsset } from "./checked-files.ts";
import { checkBatch, sourcesBehind } from "./checked-files.ts";
import { moveImportTypes } from "./import-specifier.ts";
import type { EdgeProblem, LaneAsset, LaneUpdate } from "./lane-messages.ts";
import { loadedKeys, nextBatch } from "./next-batch.ts";
import type { MadeProgram } from "./program-maker.ts";
import { compilerPath, createProgramMaker } from "./program-maker.ts";
import { readProjectOptions } from "./project-options.ts";
import type { RegistryLines } from "./registry-file.ts";
import { registryFileName, registryLines, registryText } from "./registry-file.ts";
import type { ResourceSlot } from "./resource-slots.ts";
import { createSourceStore } from "./source-store.ts";
import type { ValueType } from "./type-lane.ts";

/**
 * Types of all assets, kept up to date a few files at a time. Each asset is asked for once all that it reads is known; who reads it is
 * asked again only when its printed type is another. What is not being checked is a stub to those who import it.
 */
export interface TypeEngine {
  update(update: LaneUpdate): void;
  /** Checks some files. Returns whether there is more to do. */
  step(): boolean;
  /** What is new since it was asked before. */
  takeNews(): TypeNews;
  /** The text of `evergraph-env.d.ts`, for the types of now. */
  registryText(): string;
}

export interface TypeNews {
  readonly put: readonly ValueType[];
  readonly gone: readonly AssetKey[];
  /** undefined: as they were. */
  readonly problems: readonly EdgeProblem[] | undefined;
}

const filesInBatch = 24;
const parsedSourcesKept = 200;
/** Rings of assets could go on for ever; so often is an asset checked after one update. */
const mostChecks = 8;

export function createTypeEngine(projectFolder: string): TypeEngine {
  const folder = compilerPath(path.resolve(projectFolder));
  const registryFile = `${folder}/${registryFileName}`;
  const sources = createSourceStore();
  const book = createAssetBook();
  const types = new Map<AssetKey, AssetType>();
  const problems = new Map<AssetKey, readonly EdgeProblem[]>();
  const slots = new Map<AssetKey, readonly ResourceSlot[]>();
  const lines = new Map<AssetKey, RegistryLines>();
  const due = new Set<AssetKey>();
  const checks = new Map<AssetKey, number>();
  /** What a file shows to those who import it; of files with assets. */
  const shown = new Map<string, string>();
  /** Files with assets, by the sources that they depend on. */
  const dependants = new Map<string, Set<string>>();
  const dependencies = new Map<string, ReadonlySet<string>>();
  /** Files that import something that is not there, and where it would be. */
  const incomplete = new Map<string, readonly string[]>();
  const configurationSeen = new Map<string, string>();
  let news = { put: new Set<AssetKey>(), gone: new Set<AssetKey>(), problems: false };
  let { project, maker } = open();

  function open() {
    const project = readProjectOptions(folder, registryFile);
    return { project, maker: createProgramMaker({ folder, registryFile, project, sources }) };
  }

  function absolute(file: string): string {
    return `${folder}/${file}`;
  }

  function relative(file: string): string {
    return path.posix.relative(folder, file);
  }

  function update({ put, gone, texts, onDisk }: LaneUpdate): void {
    checks.clear();
    for (const [file, text] of texts) sources.setOpen(absolute(file), text ?? undefined);
    for (const key of gone) remove(key);
    for (const asset of put) {
      const before = book.get(asset.key);
      book.put(asset);
      lines.delete(asset.key);
      if (before === undefined || !sameReads(before, asset)) markDue(asset.key);
    }
    const onDiskNow = onDisk?.map(absolute) ?? [...sources.changedOnDisk(), ...changedConfiguration()];
    filesChanged(new Set([...texts.map(([file]) => absolute(file)), ...onDiskNow]));
  }

  function changedConfiguration(): string[] {
    return [...project.configFiles, ...lockFiles.map(absolute)].filter((file) => {
      const now = signature(file);
      const changed = configurationSeen.has(file) && configurationSeen.get(file) !== now;
      configurationSeen.set(file, now);
      return changed;
    });
  }

  function remove(key: AssetKey): void {
    for (const reader of book.readersOf(key)) markDue(reader);
    const file = book.remove(key)?.range.file;
    if (file !== undefined && book.inFile(file).length === 0) forgetFile(absolute(file));
    due.delete(key);
    types.delete(key);
    lines.delete(key);
    slots.delete(key);
    if (problems.delete(key)) news.problems = true;
    news.put.delete(key);
    news.gone.add(key);
  }

  /** A file without assets depends on nothing, and is shown as it is. */
  function forgetFile(file: string): void {
    shown.delete(file);
    incomplete.delete(file);
    setDependencies(file, new Set());
    markDependantsDue(file, new Set());
  }

  function markDue(key: AssetKey): void {
    if (book.get(key) !== undefined && (checks.get(key) ?? 0) < mostChecks) due.add(key);
  }

  function markFileDue(file: string): void {
    for (const asset of book.inFile(relative(file))) markDue(asset.key);
  }

  function markDependantsDue(file: string, but: ReadonlySet<string>): void {
    for (const dependant of dependants.get(file) ?? []) if (!but.has(dependant)) markFileDue(dependant);
  }

  function filesChanged(files: ReadonlySet<string>): void {
    if ([...files].some((file) => isConfiguration(file))) {
      startAnew();
      return;
    }
    const really = [...files].filter((file) => sources.refresh(file));
    const came = really.some((file) => sources.exists(file) && !dependants.has(file) && !dependencies.has(file));
    if ((came && incomplete.size > 0) || really.some((file) => !sources.exists(file)) || missingCame()) {
      maker.forgetResolutions();
      for (const file of incomplete.keys()) markFileDue(file);
    }
    if (really.some((file) => project.ambientFiles.includes(file))) {
      startAnew();
      return;
    }
    for (const file of really)
      if (book.inFile(relative(file)).length > 0) markFileDue(file);
      else markDependantsDue(file, new Set());
  }

  function isConfiguration(file: string): boolean {
    return project.configFiles.includes(file) || lockFiles.some((name) => file === absolute(name));
  }

  /** The compiler is set up otherwise, or packages are others: nothing that was known counts. */
  function startAnew(): void {
    sources.clear();
    shown.clear();
    ({ project, maker } = open());
    for (const key of book.keys()) markDue(key);
  }

  function step(): boolean {
    if (due.size === 0) return false;
    const batch = nextBatch(book, due, filesInBatch);
    const files = new Set(batch.map((asset) => absolute(asset.range.file)));
    const { assets, made } = checkBatch(maker, {
      batch,
      book,
      types,
      folder,
      absolute,
      stub: stubOf,
    });
    const together = new Set(batch.map((asset) => asset.key));
    for (const { key } of batch) {
      due.delete(key);
      checks.set(key, (checks.get(key) ?? 0) + 1);
    }
    for (const checked of assets) record(checked, together);
    for (const file of files) recordFile(file, made, files);
    sources.trim(parsedSourcesKept);
    return due.size > 0;
  }

  function record({ asset, type, problems: found, slots: named }: CheckedAsset, together: ReadonlySet<AssetKey>): void {
    const { key } = asset;
    const before = types.get(key);
    // Half-typed text: what was known of it last still stands.
    const now = type ?? before ?? unknownType;
    const changed = before === undefined || !sameType(before, now);
    types.set(key, now);
    slots.set(key, named);
    if (found.length > 0 || problems.has(key)) news.problems = true;
    if (found.length > 0) problems.set(key, found);
    else problems.delete(key);
    if (changed) {
      lines.delete(key);
      news.gone.delete(key);
      news.put.add(key);
    }
    if (!changed && !now.lossy) return;
    for (const reader of book.readersOf(key)) {
      // Readers in the same program asked the checker itself: they know what the text has lost.
      const sawText = !together.has(reader);
      if (sawText ? changed : now.lossy && reader !== key) markDue(reader);
    }
  }

  function recordFile(file: string, made: MadeProgram, files: ReadonlySet<string>): void {
    const before = shown.get(file);
    shown.delete(file);
    const now = stubOf(file);
    if (before !== undefined && before !== now) markDependantsDue(file, files);
    const behind = sourcesBehind(file, made, stubOf);
    setDependencies(file, behind);
    const source = made.program.getSourceFile(file);
    const missing = source === undefined ? [] : made.importsOf(source).filter((found) => found.file === undefined);
    if (missing.length === 0) incomplete.delete(file);
    else
      incomplete.set(
        file,
        missing.flatMap(({ specifier }) => possibleFiles(file, specifier)),
      );
  }

  function missingCame(): boolean {
    return [...incomplete.values()].flat().some((file) => sources.exists(file));
  }

  function setDependencies(file: string, behind: ReadonlySet<string>): void {
    for (const source of dependencies.get(file) ?? []) dependants.get(source)?.delete(file);
    dependencies.set(file, behind);
    for (const source of behind) {
      const known = dependants.get(source);
      if (known === undefined) dependants.set(source, new Set([file]));
      else known.add(file);
    }
  }

  /** What a file with assets is to those who import it; undefined: it is itself. */
  function stubOf(file: string): string | undefined {
    const known = shown.get(file);
    if (known !== undefined) return known;
    const assets = book.inFile(relative(file));
    const text = assets.length === 0 ? undefined : sources.text(file);
    if (text === undefined) return undefined;
    const calls = stubbedCalls(assets, text, path.posix.dirname(file));
    const stub = calls === undefined ? text : stubText(file, text, calls);
    shown.set(file, stub);
    return stub;
  }

  function stubbedCalls(assets: readonly LaneAsset[], text: string, at: string) {
    const starts = lineStarts(text);
    const byRange = Map.groupBy(assets, ({ range }) => `${range.start.line}:${range.start.character}`);
    const calls = [...byRange.values()].flatMap((sameCall) => {
      const [first] = sameCall;
      if (first === undefined) return [];
      const { start, end } = first.range;
      const [from, to] = [(starts[start.line] ?? 0) + start.character, (starts[end.line] ?? 0) + end.character];
      return [
        { start: from, end: to, type: moveImportTypes(handleType(sameCall), folder, at), outdated: first.outdated },
      ];
    });
    if (calls.some((call) => call.outdated || text[call.end - 1] !== ")")) return undefined;
    return calls;
  }

  function handleType(assets: readonly LaneAsset[]): string {
    const [first] = assets;
    if (first !== undefined && !first.inMultiAsset) return assetHandle(first);
    return `{ ${assets.map((asset) => `readonly ${JSON.stringify(asset.key)}: ${assetHandle(asset)}`).join("; ")} }`;
  }

  function assetHandle({ key, external }: LaneAsset): string {
    const { text, partitions } = types.get(key) ?? unknownType;
    const parts = [text, JSON.stringify(key), ...(partitions === undefined ? [] : [partitions])];
    return `import("evergraph").${external ? "ExternalAsset" : "Asset"}<${parts.join(", ")}>`;
  }

  function linesOf(asset: LaneAsset): RegistryLines {
    const known = lines.get(asset.key);
    if (known !== undefined) return known;
    const made = registryLines(asset, types.get(asset.key) ?? unknownType);
    lines.set(asset.key, made);
    return made;
  }

  function takeNews(): TypeNews {
    const taken = news;
    news = { put: new Set(), gone: new Set(), problems: false };
    return {
      put: [...taken.put].map((key) => valueType(key, types.get(key) ?? unknownType)),
      gone: [...taken.gone],
      problems: taken.problems ? [...problems.values()].flat() : undefined,
    };
  }

  return {
    update,
    step,
    takeNews,
    registryText: () => registryText([...book.values()].map(linesOf), [...slots.values()].flat()),
  };
}

const sourceExtensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
const lockFiles = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

function valueType(key: AssetKey, { text, columns }: AssetType): ValueType {
  return { key, text: withoutEvergraphImports(text), ...(columns === undefined ? {} : { columns }) };
}

function sameType(a: AssetType, b: AssetType): boolean {
  return a.text === b.text && a.partitions === b.partitions;
}

/** Whether two definitions read the same under the same names: where they stand is a matter of the text. */
function sameReads(a: LaneAsset, b: LaneAsset): boolean {
  if (a.exportedAs !== b.exportedAs || a.range.file !== b.range.file) return false;
  const [readsOfA, readsOfB] = [a, b].map((asset) => loadedKeys(asset).join("\n"));
  return readsOfA === readsOfB;
}

/** Where a relative import could lead; of packages an install tells. */
function possibleFiles(importer: string, specifier: string): string[] {
  if (!specifier.startsWith(".")) return [];
  const plain = path.posix.join(path.posix.dirname(importer), specifier).replace(/\.[mc]?[jt]sx?$/, "");
  return ["", "/index"].flatMap((inner) => sourceExtensions.map((extension) => `${plain}${inner}${extension}`));
}

function signature(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${stats?.mtimeMs} ${stats?.size}`;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
