import { statSync } from "node:fs";
import path from "node:path";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { createAssetBook } from "./asset-book.ts";
import type { AssetType } from "./asset-type.ts";
import { unknownType, withoutEvergraphImports } from "./asset-type.ts";
import type { CheckedAsset } from "./checked-files.ts";
import { checkBatch } from "./checked-files.ts";
import { createFileDependencies, missingImports, sourcesBehind } from "./file-dependencies.ts";
import { createFileStubs } from "./file-stubs.ts";
import { knownRegistry } from "./known-registry.ts";
import type { EdgeProblem, LaneAsset, LaneUpdate } from "./lane-messages.ts";
import { moduleShape } from "./module-shape.ts";
import { nextBatch } from "./next-batch.ts";
import type { MadeProgram } from "./program-maker.ts";
import { compilerPath, createProgramMaker } from "./program-maker.ts";
import { readProjectOptions } from "./project-options.ts";
import type { RegistryLines } from "./registry-file.ts";
import { registryFileName, registryLines, registryText } from "./registry-file.ts";
import type { ResourceSlot } from "./resource-slots.ts";
import { createSourceStore } from "./source-store.ts";
import type { ValueType } from "./value-type.ts";

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
  /** Assets that the compiler meets again while it looks into them, when the registry refers to them. */
  const onlyByValue = new Set<AssetKey>();
  const checks = new Map<AssetKey, number>();
  const stubs = createFileStubs({ folder, book, types, sources });
  const dependencies = createFileDependencies();
  /** Of sources without assets: what those who import them see. */
  const shapes = new Map<string, string>();
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
      if (before !== undefined && before.range.file !== asset.range.file) leftFile(before.range.file);
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
    if (file !== undefined) leftFile(file);
    due.delete(key);
    onlyByValue.delete(key);
    types.delete(key);
    lines.delete(key);
    slots.delete(key);
    if (problems.delete(key)) news.problems = true;
    news.put.delete(key);
    news.gone.add(key);
  }

  /** A file without assets depends on nothing, and is shown as it is. */
  function leftFile(name: string): void {
    const file = absolute(name);
    if (book.inFile(name).length > 0) return;
    stubs.forget(file);
    dependencies.forget(file);
    markDependantsDue(file, new Set());
  }

  function markDue(key: AssetKey): void {
    if (book.get(key) !== undefined && (checks.get(key) ?? 0) < mostChecks) due.add(key);
  }

  function markFileDue(file: string): void {
    for (const asset of book.inFile(relative(file))) markDue(asset.key);
  }

  function markDependantsDue(file: string, but: ReadonlySet<string>): void {
    for (const dependant of dependencies.dependantsOf(file)) if (!but.has(dependant)) markFileDue(dependant);
  }

  function filesChanged(files: ReadonlySet<string>): void {
    if ([...files].some((file) => isConfiguration(file))) {
      startAnew();
      return;
    }
    const really = [...files].filter((file) => isSource.test(file) && sources.refresh(file));
    if (resolutionsChanged(really)) {
      maker.forgetResolutions();
      for (const file of dependencies.incomplete()) markFileDue(file);
    }
    if (really.some((file) => project.ambientFiles.includes(file))) {
      startAnew();
      return;
    }
    for (const file of really) {
      markFileDue(file);
      const isStub = book.inFile(relative(file)).length > 0 && stubs.knows(file);
      if (!isStub && looksOtherwise(file)) markDependantsDue(file, new Set());
    }
  }

  /** Whether those who import a source may get other types from it. */
  function looksOtherwise(file: string): boolean {
    const before = shapes.get(file);
    if (before === undefined || !sources.exists(file)) return true;
    const now = shapeAlone(file);
    if (now === before) return false;
    // Those that see others through it are other shapes now, too.
    for (const dependant of dependencies.dependantsOf(file))
      for (const source of dependencies.of(dependant)) shapes.delete(source);
    return true;
  }

  function shapeAlone(file: string): string | undefined {
    const { program } = maker.make({ files: [file], registryText: knownRegistry(new Map()), stub: stubs.of });
    const source = program.getSourceFile(file);
    return source === undefined ? undefined : moduleShape(source, program.getTypeChecker());
  }

  /** A file is gone, or one that is new may be what an import meant. */
  function resolutionsChanged(files: readonly string[]): boolean {
    if (files.some((file) => !sources.exists(file))) return true;
    if (dependencies.incomplete().length === 0) return false;
    return files.some((file) => !dependencies.knows(file)) || dependencies.missing().some(sources.exists);
  }

  function isConfiguration(file: string): boolean {
    return project.configFiles.includes(file) || lockFiles.some((name) => file === absolute(name));
  }

  /** The compiler is set up otherwise, or packages are others: nothing that was known counts. */
  function startAnew(): void {
    sources.clear();
    stubs.clear();
    shapes.clear();
    ({ project, maker } = open());
    for (const key of book.keys()) markDue(key);
  }

  function step(): boolean {
    if (due.size === 0) return false;
    const batch = nextBatch({ book, due, mostFiles: filesInBatch, canBeReferredTo });
    const files = new Set(batch.map((asset) => absolute(asset.range.file)));
    const { assets, made } = checkBatch(maker, {
      batch,
      book,
      types,
      folder,
      absolute,
      stub: stubs.of,
      canBeReferredTo,
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

  function canBeReferredTo({ key, exportedAs, inMultiAsset }: LaneAsset): boolean {
    return exportedAs !== undefined && exportedAs !== "default" && !inMultiAsset && !onlyByValue.has(key);
  }

  function record(checked: CheckedAsset, together: ReadonlySet<AssetKey>): void {
    const { asset, type, problems: found, slots: named, circular } = checked;
    const { key } = asset;
    if (circular) onlyByValue.add(key);
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
    // Readers in the same program asked the checker itself: they know what the text has lost, or nothing at all.
    const askAgain = now.lossy || circular;
    for (const reader of book.readersOf(key)) {
      const readText = !together.has(reader);
      if (readText ? changed : askAgain && reader !== key) markDue(reader);
    }
  }

  function recordFile(file: string, made: MadeProgram, together: ReadonlySet<string>): void {
    if (stubs.renew(file)) markDependantsDue(file, together);
    dependencies.set(file, sourcesBehind(file, made, stubs.of), missingImports(file, made));
    for (const behind of dependencies.of(file)) {
      const source = shapes.has(behind) || stubs.knows(behind) ? undefined : made.program.getSourceFile(behind);
      if (source !== undefined) shapes.set(behind, moduleShape(source, made.program.getTypeChecker()));
    }
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

const isSource = /\.(?:[mc]?[jt]sx?|json)$/;
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
  const [readsOfA, readsOfB] = [a, b].map((asset) =>
    asset.upstream.map(({ key, loaded }) => `${key} ${loaded}`).join("\n"),
  );
  return readsOfA === readsOfB;
}

function signature(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${stats?.mtimeMs} ${stats?.size}`;
}
