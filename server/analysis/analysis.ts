import { hash } from "node:crypto";
import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import { changedNames } from "./extract/changed-names.ts";
import { packageName } from "./extract/common-names.ts";
import type { FileFacts } from "./extract/file-facts.ts";
import { FactStore, handsOnApi, type KnownSources } from "./files/fact-store.ts";
import { isSource } from "./files/project-files.ts";
import { readClosure, readSources } from "./files/read-sources.ts";
import { SourceTexts } from "./files/source-texts.ts";
import { Surroundings } from "./files/surroundings.ts";
import { GraphDiagnostics } from "./link/graph-diagnostics.ts";
import type { SelectionProblem } from "./link/link-file.ts";
import { GraphLinker } from "./link/link-graph.ts";
import type { LinkedFile } from "./link/linked-file.ts";
import { CodeVersions } from "./versions/code-versions.ts";
import type { KeptVersions } from "./versions/kept-versions.ts";
import { readVersions, type VersionBasis, versionsFile, writeVersions } from "./versions/version-snapshot.ts";

/**
 * The graph and the code versions of one project, from text alone: open buffers over what is on disk. Never throws on bad text; runs no
 * user code. Paths are relative to the project's folder, with forward slashes.
 */
export interface Analysis {
  /** Absolute path of the project. */
  readonly folder: string;
  graph(): AssetGraph;
  /** Of the graph lane: all of `definitionErrors` that text can show. */
  diagnostics(): readonly Diagnostic[];
  /** Of an asset with a function that is known; computed when asked, then kept until something that it reaches changes. */
  codeVersion(asset: AssetId): CodeVersion | undefined;
  /** Of a check with a function of its own, or a ready-made one; undefined: the asset's function reports it, or there is none of this name. */
  checkVersion(asset: AssetId, check: string): CodeVersion | undefined;
  /** The id of a key, the same for life; a new one for a key that text does not show, as of what only loading knows. */
  idOf(key: AssetKey): AssetId;
  /** The editor's text of a file; undefined: the file on disk is the truth again. */
  setText(file: string, text: string | undefined): AnalysisChange;
  /** These files were written, created or deleted (`package-lock.json` and `tsconfig.json` among them, if they were). */
  filesChanged(files: readonly string[]): AnalysisChange;
  /** Whether a file can matter: it is in the project's folder, or lies beside it and was looked for. */
  concerns(file: string): boolean;
  /** The text of now. */
  text(file: string): string | undefined;
  /** Files whose open text is not what is on disk. */
  unsaved(): readonly string[];
  /** All files of the import closure of where these assets are defined, and of further files: path to SHA-256 (hexadecimal) of the content on disk. */
  closure(assets: readonly AssetId[], files?: readonly string[]): ReadonlyMap<string, string>;
  /** Files in which assets and checks are defined. */
  definitionFiles(): readonly string[];
  /** Of the files that may define something and of all that they import: those that do not parse. */
  brokenFiles(): readonly string[];
  /** Whether a file that is known does not parse. */
  isBroken(file: string): boolean;
  close(): void;
}

/** What one change of text did. Ids of assets in no particular order. */
export interface AnalysisChange {
  /** Nodes that came, went or are not equal to what they were (ranges included). */
  readonly nodes: readonly AssetId[];
  /** Assets whose code version may be another. */
  readonly versions: readonly AssetId[];
  /** Checks whose code version may be another. */
  readonly checks: readonly CheckId[];
  readonly diagnosticsChanged: boolean;
}

export interface AnalysisOptions {
  readonly folder: string;
  /** Absolute folder for caches that outlive the process; absent: nothing is written. */
  readonly cacheFolder?: string;
  /** Reads selections of jobs; absent: they are taken as they are. */
  readonly selectionProblem?: SelectionProblem;
  /** What was read of the files as they are now, in another thread or an earlier time. */
  readonly known?: KnownSources;
}

/** Files beside the sources that decide what imports mean and what packages are. */
const surroundings =
  /(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|yarn\.lock|bun\.lock|\.gitignore|[^/]+\.patch)$/;

/** Reads the project once; then every change is told by `setText` and `filesChanged`. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  return new ProjectAnalysis(options);
}

class ProjectAnalysis implements Analysis {
  readonly folder: string;
  readonly #texts: SourceTexts;
  readonly #store: FactStore;
  readonly #linker: GraphLinker;
  readonly #diagnostics: GraphDiagnostics;
  readonly #versions: CodeVersions;
  /** Some module hands on the package's functions, so every file may define assets. */
  #readsAll = false;
  /** Files were linked at an earlier time: how their imports were resolved then is not known. */
  #trustsLinks = false;

  readonly #surroundings: Surroundings | undefined;
  readonly #versionsFile: string | undefined;

  constructor(options: AnalysisOptions) {
    const { folder, cacheFolder } = options;
    this.folder = folder;
    this.#versionsFile = cacheFolder === undefined ? undefined : versionsFile(cacheFolder);
    this.#surroundings = cacheFolder === undefined ? undefined : new Surroundings(folder);
    this.#texts = new SourceTexts(folder, this.#surroundings);
    this.#store = new FactStore(this.#texts, options.known);
    this.#linker = new GraphLinker(this.#store, options.selectionProblem);
    this.#diagnostics = new GraphDiagnostics(this.#linker, (text, file) => this.#isWritten(text, file));
    this.#versions = new CodeVersions(
      this.#store,
      () => this.#linker.configFile(),
      () => this.#earlierVersions(),
    );
    const { defining, readsAll } = readSources(this.#store);
    this.#readsAll = readsAll;
    const links = options.known?.links ?? [];
    const known = new Set(links.map(({ file }) => file));
    const files = new Set(defining.filter((file) => !known.has(file)));
    this.#linkFiles(files, links);
    this.#diagnostics.beginWith([...files, ...known]);
    this.#trustsLinks = links.length > 0;
  }

  #earlierVersions(): KeptVersions | undefined {
    const file = this.#versionsFile;
    if (file === undefined) return undefined;
    return readVersions(file, this.folder, this.#basis(), (each) => this.#store.digestOf(each));
  }

  /** Versions of a project with unsaved or broken files, or just written ones, are of no use to anybody else. */
  #keepVersions(): void {
    const file = this.#versionsFile;
    if (file === undefined || this.#surroundings === undefined || !this.#versions.hasNew) return;
    const isKept = (each: string): boolean => this.#store.isSource(each);
    if (this.#store.isMended || this.#texts.unsaved().length > 0 || !this.#surroundings.isSettled(isKept)) return;
    const looked = this.#surroundings.stamps(isKept);
    const earlier = this.#versions.earlierSurroundings();
    // What changed without a word spoils what was made before.
    if (Object.entries(earlier).some(([each, stamp]) => (looked[each] ?? stamp) !== stamp)) return;
    writeVersions(file, this.#basis(), { ...earlier, ...looked }, this.#versions.all());
  }

  #basis(): VersionBasis {
    const places = [...this.#store.sources(), "", ...this.#store.packageFolders].join("\n");
    return { places: hash("sha1", places), config: this.#linker.configFile() };
  }

  graph(): AssetGraph {
    return this.#linker.graph();
  }

  diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics.all();
  }

  codeVersion(asset: AssetId): CodeVersion | undefined {
    const draft = this.#linker.drafts[asset];
    if (draft?.functionOf === undefined) return undefined;
    return this.#versions.of(asset, { file: draft.range.file, units: draft.functionOf });
  }

  checkVersion(asset: AssetId, check: string): CodeVersion | undefined {
    const place = this.#linker.checkFunction(asset, check);
    const key = this.#linker.keys[asset];
    return place === undefined || key === undefined ? undefined : this.#versions.of(checkId(key, check), place);
  }

  idOf(key: AssetKey): AssetId {
    return this.#linker.idOf(key);
  }

  setText(file: string, text: string | undefined): AnalysisChange {
    this.#expect([file]);
    this.#texts.setOpen(file, text);
    return this.#update([file]);
  }

  filesChanged(files: readonly string[]): AnalysisChange {
    this.#expect(files);
    for (const file of files) this.#texts.forget(file);
    return this.#update(files.filter((file) => !this.#texts.isOpen(file) || !this.#store.isSource(file)));
  }

  concerns(file: string): boolean {
    return !file.startsWith("../") || this.#texts.wasLookedFor(file);
  }

  text(file: string): string | undefined {
    return this.#texts.text(file);
  }

  unsaved(): readonly string[] {
    return this.#texts.unsaved();
  }

  closure(assets: readonly AssetId[], files: readonly string[] = []): ReadonlyMap<string, string> {
    const sums = new Map<string, string>();
    const seen = new Set<string>();
    const open = [...files, ...assets.flatMap((asset) => this.#linker.drafts[asset]?.range.file ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const sum = this.#texts.sum(file);
      if (sum !== undefined) sums.set(file, sum);
      for (const { specifier } of this.#store.facts(file)?.loads ?? []) {
        const target = this.#store.resolve(file, specifier);
        if (target.kind === "source" || target.kind === "data") open.push(target.file);
      }
    }
    return sums;
  }

  definitionFiles(): readonly string[] {
    return this.#linker
      .files()
      .filter(({ nodes, unresolved, checks }) => nodes.length + unresolved.length + checks.length > 0)
      .map(({ file }) => file);
  }

  isBroken(file: string): boolean {
    return this.#store.isKnown(file) && this.#store.facts(file)?.broken === true;
  }

  brokenFiles(): readonly string[] {
    readClosure(this.#store);
    return [...this.#store.known()].filter((file) => this.#store.facts(file)?.broken === true).sort();
  }

  close(): void {
    this.#keepVersions();
  }

  #update(files: readonly string[]): AnalysisChange {
    const relink = new Set<string>();
    const edited: {
      readonly file: string;
      readonly before: FileFacts | undefined;
      readonly after: FileFacts | undefined;
    }[] = [];
    let moved = false;
    let around = false;
    for (const file of files) {
      if (surroundings.test(file)) {
        moved = true;
        around = true;
        if (file.endsWith(".gitignore")) this.#store.list();
        continue;
      }
      if (!isSource(file)) {
        // Its content may be imported, or it came or went.
        moved = true;
        around = true;
        continue;
      }
      if (this.#store.track(file)) moved = true;
      if (!this.#store.isSource(file) && !this.#store.isKnown(file)) continue;
      const text = this.#texts.text(file);
      if (!this.#store.isKnown(file) && !this.#readsAll && text?.includes(packageName) !== true) continue;
      const { before, after } = this.#store.refresh(file);
      if (before === after) continue;
      edited.push({ file, before, after });
      if (this.#store.isSource(file) || this.#linker.linked.has(file)) relink.add(file);
      if (after !== undefined && !this.#readsAll && handsOnApi(after)) this.#readAll(relink);
    }
    const reresolved = moved ? this.#store.resolveAgain() : [];
    if (moved && this.#trustsLinks) {
      this.#trustsLinks = false;
      for (const file of this.#linker.linked.keys()) relink.add(file);
    }
    for (const file of reresolved) {
      if (this.#linker.linked.has(file)) relink.add(file);
      // Who looked at names by way of this file may have been led elsewhere.
      for (const reader of this.#linker.readersOfFile(file)) relink.add(reader);
    }
    for (const { file, before, after } of edited) {
      const names = changedNames(before, after);
      for (const reader of this.#linker.readersOf(file, names)) relink.add(reader);
      if (before?.stars.join("\n") !== after?.stars.join("\n")) {
        for (const reader of this.#linker.readersOfFile(file)) relink.add(reader);
      }
    }
    const change = this.#link(relink);
    const owners = this.#versions.update(edited, reresolved, around);
    return {
      ...change,
      versions: owners.filter((owner) => typeof owner === "number"),
      checks: owners.filter((owner) => typeof owner === "string"),
    };
  }

  /** A file that comes may change what any import means; one that is edited or goes matters to those that load it. */
  #expect(files: readonly string[]): void {
    const areKnown = files.every((file) => this.#store.isSource(file) && !surroundings.test(file));
    this.#versions.expect(areKnown ? files : undefined);
  }

  #readAll(relink: Set<string>): void {
    this.#readsAll = true;
    for (const file of this.#store.sources()) if (this.#store.kept(file)?.defines === true) relink.add(file);
  }

  #link(files: Set<string>): AnalysisChange {
    const { changed, structure } = this.#linkFiles(files);
    const diagnosticsChanged = this.#diagnostics.update(files, changed, structure);
    return { nodes: changed, versions: [], checks: [], diagnosticsChanged };
  }

  #linkFiles(
    files: Set<string>,
    earlier: readonly LinkedFile[] = [],
  ): { readonly changed: readonly AssetId[]; readonly structure: boolean } {
    let { changed, structure } = this.#linker.link(files, earlier);
    if (this.#linker.updateInclude()) {
      for (const file of this.#linker.linked.keys()) files.add(file);
      const again = this.#linker.link(files);
      changed = [...new Set([...changed, ...again.changed])];
      structure ||= again.structure;
    }
    return { changed, structure };
  }

  /** Whether a text stands in quotes in a file, or in one that imports it. */
  #isWritten(text: string, file: string): boolean {
    const quoted = ['"', "'", "`"].map((quote) => quote + text + quote);
    const isIn = (at: string): boolean => {
      const content = this.#texts.text(at);
      return content !== undefined && quoted.some((each) => content.includes(each));
    };
    if (isIn(file)) return true;
    for (const other of this.#store.known()) {
      const loads = this.#store.facts(other)?.loads ?? [];
      const imports = loads.some(({ specifier }) => {
        const target = this.#store.resolve(other, specifier);
        return target.kind === "source" && target.file === file;
      });
      if (imports && isIn(other)) return true;
    }
    return false;
  }
}
