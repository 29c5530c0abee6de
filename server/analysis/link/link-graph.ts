import { isDeepStrictEqual } from "node:util";
import type { AssetGraph, AssetId, AssetNode, Environment } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import { globPattern } from "../files/glob-pattern.ts";
import type { ModuleSource } from "./exported-names.ts";
import { linkFile, type SelectionProblem } from "./link-file.ts";
import type { DraftCheck, DraftConfig, DraftNode, DraftUnresolved, FunctionUnits, LinkedFile } from "./linked-file.ts";

/** A check whose name another one of its asset has already. */
export interface RepeatedCheck {
  readonly name: string;
  readonly range: SourceRange;
  readonly first: SourceRange;
}

const configFiles = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => `evergraph.config.${extension}`);

/** Files with definitions, put together to one graph; kept up to date file by file. */
export class GraphLinker {
  readonly keys: AssetKey[] = [];
  readonly nodes: (AssetNode | null)[] = [];
  /** Where each node's definition was read. */
  readonly drafts: (DraftNode | undefined)[] = [];
  readonly linked = new Map<string, LinkedFile>();
  /** Keys with more than one definition. */
  readonly duplicates = new Set<AssetKey>();
  readonly definitions = new Map<AssetKey, { readonly file: string; readonly draft: DraftNode }[]>();
  /** Of assets that have several checks of one name: all but the first of each. */
  readonly repeatedChecks = new Map<AssetKey, readonly RepeatedCheck[]>();
  /** Files that name a key, to be looked at again when it comes or goes. */
  readonly consumers = new Map<AssetKey, Set<string>>();
  readonly #source: ModuleSource;
  readonly #selectionProblem: SelectionProblem | undefined;
  readonly #ids = new Map<AssetKey, AssetId>();
  readonly #checks = new Map<AssetKey, { readonly file: string; readonly draft: DraftCheck }[]>();
  readonly #readers = new Map<string, Set<string>>();
  readonly #fileReaders = new Map<string, Set<string>>();
  /** Files from an earlier time, whose readers are noted when the first is asked for. */
  #unnoted: readonly LinkedFile[] = [];
  readonly #besides = new Set<string>();
  /** By id: how many edges lead from it. */
  readonly #uses: number[] = [];
  #order: readonly string[] | undefined;
  #graph: AssetGraph | undefined;

  constructor(source: ModuleSource, selectionProblem: SelectionProblem | undefined) {
    this.#source = source;
    this.#selectionProblem = selectionProblem;
  }

  /** The id of a key, for life; a new one when nobody named it before. */
  idOf(key: AssetKey): AssetId {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#graph = undefined;
    const id = this.keys.push(key) - 1;
    this.nodes.push(null);
    this.drafts.push(undefined);
    this.#ids.set(key, id);
    return id;
  }

  find(key: AssetKey): AssetId | undefined {
    return this.#ids.get(key);
  }

  /** Whether any asset is made from this one. */
  isUsed(id: AssetId): boolean {
    return (this.#uses[id] ?? 0) > 0;
  }

  /** Files whose definitions looked at one of these names. */
  readersOf(file: string, names: Iterable<string>): Set<string> {
    this.#noteReaders();
    const readers = new Set<string>();
    for (const name of names) for (const reader of this.#readers.get(`${file} ${name}`) ?? []) readers.add(reader);
    return readers;
  }

  /** Files whose definitions looked at anything of this one. */
  readersOfFile(file: string): ReadonlySet<string> {
    this.#noteReaders();
    return this.#fileReaders.get(file) ?? new Set();
  }

  #noteReaders(): void {
    const files = this.#unnoted;
    this.#unnoted = [];
    for (const linked of files) this.#noteReader(linked);
  }

  #noteReader({ file, consulted }: LinkedFile): void {
    for (const each of consulted) {
      addTo(this.#readers, each, file);
      addTo(this.#fileReaders, each.slice(0, each.lastIndexOf(" ")), file);
    }
  }

  /**
   * Reads the definitions of these files anew; of others, which are not known yet, takes what was read at an earlier time. Answers which
   * nodes are not what they were.
   */
  link(
    files: Iterable<string>,
    earlier: readonly LinkedFile[] = [],
  ): { readonly changed: readonly AssetId[]; readonly structure: boolean } {
    const touched = new Set<AssetKey>();
    for (const linked of earlier) this.#note(linked, touched);
    this.#unnoted = [...this.#unnoted, ...earlier];
    for (const file of files) this.#linkOne(file, touched);
    if (earlier.length > 0) this.updateInclude();
    this.#graph = undefined;
    const changed: AssetId[] = [];
    let structure = false;
    for (const key of touched) {
      const id = this.idOf(key);
      const before = this.nodes[id] ?? null;
      const after = this.#build(id, key);
      if (isDeepStrictEqual(before, after)) continue;
      if (before === null || after === null || !sameEdges(before, after)) structure = true;
      for (const { from } of before?.upstream ?? []) this.#uses[from] = (this.#uses[from] ?? 0) - 1;
      for (const { from } of after?.upstream ?? []) this.#uses[from] = (this.#uses[from] ?? 0) + 1;
      this.nodes[id] = after;
      changed.push(id);
    }
    return { changed, structure };
  }

  #linkOne(file: string, touched: Set<AssetKey>): void {
    const before = this.linked.get(file);
    if (before !== undefined) {
      this.#noteReaders();
      this.#remove(before, touched);
    }
    const facts = this.#source.facts(file);
    if (facts === undefined || (facts.calls.length === 0 && before === undefined)) {
      if (before !== undefined) this.#forget(file);
      return;
    }
    if (facts.calls.length === 0) {
      this.#forget(file);
      return;
    }
    this.#add(facts, touched);
  }

  #forget(file: string): void {
    this.linked.delete(file);
    this.#besides.delete(file);
    this.#order = undefined;
  }

  #add(facts: FileFacts, touched: Set<AssetKey>): void {
    const linked = linkFile(this.#source, facts, this.#selectionProblem);
    this.#note(linked, touched);
    this.#noteReader(linked);
  }

  #note(linked: LinkedFile, touched: Set<AssetKey>): void {
    const { file } = linked;
    if (!this.linked.has(file)) this.#order = undefined;
    this.linked.set(file, linked);
    const { unresolved, jobs, schedules, sensors } = linked;
    if (unresolved.length + jobs.length + schedules.length + sensors.length > 0) this.#besides.add(file);
    else this.#besides.delete(file);
    for (const draft of linked.nodes) {
      touched.add(draft.key);
      const all = this.definitions.get(draft.key) ?? [];
      all.push({ file, draft });
      if (all.length > 1) {
        all.sort((one, other) => compareRanges(one.draft.range, other.draft.range));
        this.duplicates.add(draft.key);
      }
      this.definitions.set(draft.key, all);
      for (const { from, named } of draft.upstream) if (named) addTo(this.consumers, from, file);
    }
    for (const draft of linked.checks) {
      const { asset, named, further } = draft;
      touched.add(asset);
      this.#checks.set(asset, [...(this.#checks.get(asset) ?? []), { file, draft }]);
      if (named) addTo(this.consumers, asset, file);
      for (const each of further) if (each.named) addTo(this.consumers, each.key, file);
    }
  }

  #remove(linked: LinkedFile, touched: Set<AssetKey>): void {
    const { file } = linked;
    for (const consulted of linked.consulted) {
      this.#readers.get(consulted)?.delete(file);
      this.#fileReaders.get(consulted.slice(0, consulted.lastIndexOf(" ")))?.delete(file);
    }
    for (const { key, upstream } of linked.nodes) {
      touched.add(key);
      const left = (this.definitions.get(key) ?? []).filter((each) => each.file !== file);
      if (left.length === 0) this.definitions.delete(key);
      else this.definitions.set(key, left);
      if (left.length < 2) this.duplicates.delete(key);
      for (const { from } of upstream) this.consumers.get(from)?.delete(file);
    }
    for (const { asset, further } of linked.checks) {
      touched.add(asset);
      for (const { key } of further) this.consumers.get(key)?.delete(file);
      this.#checks.set(
        asset,
        (this.#checks.get(asset) ?? []).filter((each) => each.file !== file),
      );
      this.consumers.get(asset)?.delete(file);
    }
  }

  #build(id: AssetId, key: AssetKey): AssetNode | null {
    const draft = this.definitions.get(key)?.find(({ file }) => this.isIncluded(file))?.draft;
    this.drafts[id] = draft;
    this.repeatedChecks.delete(key);
    if (draft === undefined) return null;
    const { upstream, functionOf: _function, resourcesRange: _range, checks, ...rest } = draft;
    const attached = this.#checksOf(key)
      .map((each) => each.draft)
      .sort((one, other) => compareRanges(one.check.range, other.check.range));
    const places = [
      ...checks.map(({ name, range }) => ({ name, range })),
      ...attached.map(({ check: { name }, nameRange }) => ({ name, range: nameRange })),
    ];
    const repeated = repeatedIn(places);
    if (repeated.length > 0) this.repeatedChecks.set(key, repeated);
    return {
      id,
      ...rest,
      checks: attached.length === 0 ? checks : [...checks, ...attached.map(({ check }) => check)],
      upstream: upstream.map(({ from, named: _, ...edge }) => ({ from: this.idOf(from), ...edge })),
    };
  }

  #checksOf(key: AssetKey): readonly { readonly file: string; readonly draft: DraftCheck }[] {
    return (this.#checks.get(key) ?? []).filter(({ file }) => this.isIncluded(file));
  }

  /** Where the function of a check stands; undefined: there is none, or the asset's own function reports it. */
  checkFunction(asset: AssetId, check: string): { readonly file: string; readonly units: FunctionUnits } | undefined {
    const key = this.keys[asset];
    const found = key === undefined ? undefined : this.#checksOf(key).find(({ draft }) => draft.check.name === check);
    const units = found?.draft.functionOf;
    return found === undefined || units === undefined ? undefined : { file: found.file, units };
  }

  /** The linked files in order of their paths. */
  files(): readonly LinkedFile[] {
    this.#order ??= [...this.linked.keys()].sort();
    return this.#order.flatMap((file) => (this.isIncluded(file) ? (this.linked.get(file) ?? []) : []));
  }

  /** Those that define something besides assets. */
  #filesBesides(): readonly LinkedFile[] {
    return [...this.#besides].sort().flatMap((file) => (this.isIncluded(file) ? (this.linked.get(file) ?? []) : []));
  }

  config(): DraftConfig | undefined {
    const file = this.configFile();
    return file === undefined ? undefined : this.linked.get(file)?.config;
  }

  configFile(): string | undefined {
    return configFiles.find((file) => this.linked.get(file)?.config !== undefined);
  }

  #include: { readonly globs: readonly string[]; readonly patterns: readonly RegExp[] } | undefined;

  /** Whether definitions in a file count: all do, unless the config lists where they are. */
  isIncluded(file: string): boolean {
    return (
      this.#include === undefined ||
      this.#include.patterns.some((pattern) => pattern.test(file)) ||
      file === this.configFile()
    );
  }

  /** Takes the globs of the config. Answers whether they are others than before. */
  updateInclude(): boolean {
    const globs = this.config()?.include;
    if (isDeepStrictEqual(globs, this.#include?.globs)) return false;
    this.#include =
      globs === undefined
        ? undefined
        : { globs, patterns: globs.map((glob) => globPattern(glob.replace(/^\.\//, ""))) };
    return true;
  }

  unresolved(): readonly DraftUnresolved[] {
    return this.#filesBesides().flatMap(({ unresolved }) => unresolved);
  }

  graph(): AssetGraph {
    this.#graph ??= {
      keys: [...this.keys],
      nodes: [...this.nodes],
      unresolved: this.unresolved().map(({ range, expression }) => ({ range, expression })),
      jobs: this.#filesBesides().flatMap(({ jobs }) => jobs),
      schedules: this.#filesBesides().flatMap(({ schedules }) => schedules),
      sensors: this.#filesBesides().flatMap(({ sensors }) => sensors),
      environments: (this.config()?.environments ?? []).map(
        ({ complete: _, ...environment }): Environment => environment,
      ),
    };
    return this.#graph;
  }
}

function addTo<Key>(map: Map<Key, Set<string>>, key: Key, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function repeatedIn(
  places: readonly { readonly name: string; readonly range: SourceRange }[],
): readonly RepeatedCheck[] {
  const first = new Map<string, SourceRange>();
  return places.flatMap(({ name, range }) => {
    const known = first.get(name);
    if (known !== undefined) return [{ name, range, first: known }];
    first.set(name, range);
    return [];
  });
}

function sameEdges(one: AssetNode, other: AssetNode): boolean {
  return (
    one.upstream.length === other.upstream.length &&
    one.upstream.every((edge, index) => {
      const against = other.upstream[index];
      return edge.from === against?.from && edge.mapping?.kind === against.mapping?.kind;
    })
  );
}

export function compareRanges(one: AssetNode["range"], other: AssetNode["range"]): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.start.line - other.start.line || one.start.character - other.start.character;
}
