import { hash } from "node:crypto";
import type { AssetId } from "../../../protocol/graph/asset-graph.ts";
import type { CheckId } from "../../../protocol/graph/check-id.ts";
import type { CodeMember, CodeVersion, Doubt } from "../../../protocol/graph/code-version.ts";
import { changedNames } from "../extract/changed-names.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import type { FactStore } from "../files/fact-store.ts";
import { type FunctionPlace, isSamePlace } from "./function-place.ts";
import type { KeptFile, KeptVersion, KeptVersions } from "./kept-versions.ts";
import { LoadEffects } from "./load-effects.ts";
import { MerkleGraph, type NodeId } from "./merkle-graph.ts";
import { ModuleOrder } from "./module-order.ts";
import { itemsOf, type OneOrMore, withItem } from "./one-or-more.ts";
import { PackageVersions } from "./package-versions.ts";
import { UnitLinker } from "./unit-linker.ts";

/** Whose function it is: an asset's, or a check's. */
export type VersionOwner = AssetId | CheckId;

interface Made {
  readonly version: CodeVersion;
  readonly place: FunctionPlace;
  readonly compute: NodeId;
  readonly schema: NodeId | undefined;
}

/** A version of an earlier time, as it was answered; made: the same, made in this process. */
interface Answered {
  readonly place: FunctionPlace;
  readonly version: CodeVersion;
  made: CodeVersion | undefined;
}

/** Code versions of the functions of assets and checks through everything that they reach. Begins when the first is asked for. */
export class CodeVersions {
  readonly #configFile: () => string | undefined;
  readonly #graph: MerkleGraph;
  readonly #packages: PackageVersions;
  readonly #linker: UnitLinker;
  readonly #effects: LoadEffects;
  readonly #order: ModuleOrder;
  readonly #store: FactStore;
  readonly #made = new Map<VersionOwner, Made>();
  readonly #answered = new Map<VersionOwner, Answered>();
  readonly #ownersOf = new Map<NodeId, OneOrMore<VersionOwner>>();
  /** Assets whose version takes in what this changes from another file. */
  readonly #usersOf = new Map<NodeId, OneOrMore<VersionOwner>>();
  #stale = new Set<VersionOwner>();
  #begun = false;
  readonly #earlierOf: () => KeptVersions | undefined;
  #readEarlier: { readonly kept: KeptVersions | undefined } | undefined;
  #madeAny = false;

  constructor(
    store: FactStore,
    configFile: () => string | undefined,
    earlier: () => KeptVersions | undefined = () => undefined,
  ) {
    this.#store = store;
    this.#earlierOf = earlier;
    this.#configFile = configFile;
    this.#graph = new MerkleGraph((node) => this.#onStale(node));
    this.#packages = new PackageVersions(store.texts);
    this.#linker = new UnitLinker(store, this.#graph, this.#packages);
    this.#effects = new LoadEffects(store, this.#graph, this.#linker);
    this.#order = new ModuleOrder(store);
  }

  get order(): ModuleOrder {
    return this.#order;
  }

  /** What holds of the versions of an earlier time; read when the first version is asked for. */
  #earlier(): KeptVersions | undefined {
    this.#readEarlier ??= { kept: this.#earlierOf() };
    return this.#readEarlier.kept;
  }

  /** Stamps of what those versions of an earlier time that still hold were made from. */
  earlierSurroundings(): Readonly<Record<string, string>> {
    const earlier = this.#earlier();
    return earlier === undefined || earlier.isEmpty ? {} : earlier.surroundings;
  }

  of(owner: VersionOwner, place: FunctionPlace): CodeVersion | undefined {
    this.#begun = true;
    const answered = this.#answered.get(owner);
    if (answered !== undefined && isSamePlace(answered.place, place)) return answered.version;
    const earlier = this.#earlier()?.find(place);
    return earlier === undefined ? this.#makeOf(owner, place) : this.#answer(owner, place, earlier);
  }

  /** Whether any was made that was not known before. */
  get hasNew(): boolean {
    return this.#madeAny;
  }

  /** All versions that are known, with the files that they are made from. */
  all(): readonly KeptFile[] {
    const files = new Map((this.#earlier()?.holding() ?? []).map((kept) => [kept.file, kept]));
    const made = this.#madeByFile();
    const config = this.#configFile();
    const open = [...made.keys(), ...(config === undefined || made.size === 0 ? [] : [config])];
    const seen = new Set<string>();
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const digest = this.#store.digestOf(file);
      if (digest === undefined) continue;
      const loads = this.#order.loadsOf(file);
      const versions = [...(files.get(file)?.versions ?? [])];
      for (const each of made.get(file) ?? []) {
        if (!versions.some(({ compute, schema }) => compute === each.compute && schema === each.schema)) {
          versions.push(each);
        }
      }
      files.set(file, { file, digest, loads, versions });
      open.push(...loads);
    }
    return [...files.values()];
  }

  #madeByFile(): ReadonlyMap<string, readonly KeptVersion[]> {
    const byFile = new Map<string, KeptVersion[]>();
    for (const { version, place, compute: node, schema: schemaNode } of this.#made.values()) {
      const { file, units } = place;
      const { compute, schema } = units;
      // In a file that was edited meanwhile, a function may stand at another place than when it was last asked for.
      const isThere = this.#linker.nodeAt(file, compute) === node && this.#linker.nodeAt(file, schema) === schemaNode;
      if (compute === undefined || !isThere) continue;
      const kept = { compute, schema, hash: version.hash, doubts: version.doubts };
      const known = byFile.get(file);
      if (known === undefined) byFile.set(file, [kept]);
      else known.push(kept);
    }
    return byFile;
  }

  /** The members of an earlier version are made when somebody looks at them: only those of a few are. */
  #answer(owner: VersionOwner, place: FunctionPlace, { hash: text, doubts }: KeptVersion): CodeVersion {
    const membersOf = (answered: Answered): readonly CodeMember[] => {
      answered.made ??= this.#makeOf(owner, answered.place);
      // When the files went on without a word, nobody knows any more what it was made from.
      return answered.made?.hash === text ? answered.made.members : [];
    };
    const answered: Answered = {
      place,
      made: undefined,
      version: {
        hash: text,
        certainty: doubts.length === 0 ? "exact" : "partial",
        doubts,
        get members() {
          return membersOf(answered);
        },
      },
    };
    this.#answered.set(owner, answered);
    return answered.version;
  }

  /**
   * Before these files are read anew (undefined: before anything else of the project may be another): what was answered from an earlier
   * time, and is made from them, is made from what is still known of them, so that `update` can tell what changes.
   */
  expect(files: readonly string[] | undefined): void {
    const given = this.#readEarlier?.kept?.giveUp(files);
    if (given === undefined || given.size === 0) return;
    for (const [owner, answered] of this.#answered) {
      const { place, version } = answered;
      if (!given.has(place.file)) continue;
      this.#answered.delete(owner);
      // Also where it was made before: that may have been forgotten since.
      const made = this.#makeOf(owner, place);
      answered.made ??= made;
      if (made?.hash !== version.hash || made.certainty !== version.certainty) this.#stale.add(owner);
    }
  }

  #makeOf(owner: VersionOwner, place: FunctionPlace): CodeVersion | undefined {
    const { file, units } = place;
    this.#prepare(file);
    const compute = this.#linker.nodeAt(file, units.compute);
    if (compute === undefined) return undefined;
    const schema = this.#linker.nodeAt(file, units.schema);
    const known = this.#made.get(owner);
    if (known !== undefined && known.compute === compute && known.schema === schema) {
      if (!isSamePlace(known.place, place)) this.#made.set(owner, { ...known, place });
      return known.version;
    }
    const version = this.#make(owner, file, compute, schema);
    this.#made.set(owner, { version, place, compute, schema });
    this.#madeAny = true;
    for (const node of schema === undefined ? [compute] : [compute, schema])
      this.#ownersOf.set(node, withItem(this.#ownersOf.get(node), owner));
    return version;
  }

  /** These files' texts changed, or what these import. Answers whose version may be another now. */
  update(
    edited: readonly {
      readonly file: string;
      readonly before: FileFacts | undefined;
      readonly after: FileFacts | undefined;
    }[],
    reresolved: readonly string[],
    surroundings: boolean,
  ): readonly VersionOwner[] {
    if (!this.#begun) return [];
    this.#graph.beginEpoch();
    const relink = new Set<string>();
    let loadsDiffer = reresolved.length > 0;
    for (const { file, before, after } of edited) {
      relink.add(file);
      const names = changedNames(before, after);
      for (const reader of this.#linker.readersOf(file, names)) relink.add(reader);
      if (before?.stars.join() !== after?.stars.join())
        for (const reader of this.#linker.readersOf(file, ["*"])) relink.add(reader);
      loadsDiffer ||= JSON.stringify(before?.loads) !== JSON.stringify(after?.loads);
    }
    for (const file of reresolved) relink.add(file);
    if (surroundings) {
      this.#packages.reset();
      for (const file of this.#linker.linked.keys()) relink.add(file);
    }
    if (loadsDiffer) {
      this.#order.reset();
      this.#prepared.clear();
      if (this.#hasWideEffects()) for (const owner of this.#made.keys()) this.#stale.add(owner);
    }
    for (const file of relink) {
      if (file.startsWith("module ")) this.#linker.linkModule(file.slice("module ".length));
      else if (this.#linker.linked.has(file)) this.#link(file);
    }
    if (loadsDiffer) for (const { file } of edited) if (this.#linker.linked.has(file)) this.#prepare(file);
    this.#settle();
    const stale = [...this.#stale];
    this.#stale = new Set();
    for (const owner of stale) this.#made.delete(owner);
    return stale;
  }

  readonly #prepared = new Set<string>();

  /** Links all that is loaded with a file, and with the config, which every run loads. */
  #prepare(file: string): void {
    if (this.#prepared.has(file)) return;
    const config = this.#configFile();
    const roots = config === undefined || config === file ? [file] : [file, config];
    for (const root of roots) {
      if (this.#prepared.has(root)) continue;
      this.#prepared.add(root);
      const open = [root];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (!this.#linker.linked.has(at)) this.#link(at);
        for (const next of this.#order.loadsOf(at)) {
          if (this.#prepared.has(next)) continue;
          this.#prepared.add(next);
          open.push(next);
        }
      }
    }
    this.#settle();
  }

  #link(file: string): void {
    const before = this.#linker.linked.get(file) ?? [];
    this.#linker.link(file);
    this.#effects.onLinked(file, before);
  }

  #settle(): void {
    if (this.#effects.settle()) for (const owner of this.#made.keys()) this.#stale.add(owner);
  }

  #hasWideEffects(): boolean {
    return this.#effects.global.size > 0 || this.#effects.foreign.size > 0;
  }

  #onStale(node: NodeId): void {
    this.#effects?.onStale(node);
    for (const owner of itemsOf(this.#ownersOf.get(node))) this.#stale.add(owner);
    for (const owner of itemsOf(this.#usersOf.get(node))) this.#stale.add(owner);
  }

  #make(owner: VersionOwner, file: string, compute: NodeId, schema: NodeId | undefined): CodeVersion {
    const roots = schema === undefined ? [compute] : [compute, schema];
    let text = roots.map((node) => this.#graph.hashOf(node)).join(" ");
    const wide = this.#hasWideEffects() ? this.#wideEffects(file, roots) : [];
    if (wide.length > 0) {
      text += ` after ${wide.map((node) => this.#graph.hashOf(node)).join(" ")}`;
      for (const node of wide) this.#usersOf.set(node, withItem(this.#usersOf.get(node), owner));
    }
    const all = [...roots, ...wide];
    const doubts = all.some((node) => this.#graph.isDoubtful(node)) ? this.#doubts(file, all) : [];
    const graph = this.#graph;
    const { epoch } = graph;
    let members: readonly CodeMember[] | undefined;
    return {
      hash: hash("sha1", `asset ${text}`),
      certainty: doubts.length === 0 ? "exact" : "partial",
      doubts,
      get members() {
        members ??= inOrder(graph.membersAt(epoch, all));
        return members;
      },
    };
  }

  /** What other files, loaded with the asset's, change of what it reaches: in the order in which they run. */
  #wideEffects(file: string, roots: readonly NodeId[]): readonly NodeId[] {
    const places = this.#placesOf(file);
    const found = new Set<NodeId>();
    for (const [at, effects] of this.#effects.global)
      if (places.has(at)) for (const node of effects.keys()) found.add(node);
    const reached = this.#graph.reach([...roots, ...found]);
    const open = [...reached];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const writer of this.#effects.foreign.get(node) ?? []) {
        const at = this.#linker.unitOf[writer]?.file;
        if (at === undefined || !places.has(at) || found.has(writer)) continue;
        if (reached.has(writer)) continue;
        found.add(writer);
        const size = reached.size;
        const grown = this.#graph.reach([writer], reached);
        if (grown.size > size) open.push(...[...grown].slice(size));
      }
    }
    const placeOf = (node: NodeId): number => {
      const linked = this.#linker.unitOf[node];
      const units = linked === undefined ? undefined : this.#linker.linked.get(linked.file);
      return (places.get(linked?.file ?? "") ?? 0) * 1e6 + (units?.findIndex((unit) => unit.node === node) ?? 0);
    };
    return this.#inOrder([...found].sort((one, other) => placeOf(one) - placeOf(other)));
  }

  /** Effects that touch nothing in common may run in any order: only where they do is the order kept. */
  #inOrder(effects: readonly NodeId[]): readonly NodeId[] {
    const byHash = effects.toSorted((one, other) => (this.#graph.hashOf(one) < this.#graph.hashOf(other) ? -1 : 1));
    const files = new Set(effects.map((node) => this.#linker.unitOf[node]?.file));
    if (files.size < 2) return effects;
    const targets = new Map<NodeId, NodeId>();
    for (const [target, writers] of this.#effects.foreign) {
      for (const writer of writers) {
        if (!effects.includes(writer)) continue;
        if (targets.has(target) && targets.get(target) !== writer) return effects;
        targets.set(target, writer);
      }
    }
    return byHash;
  }

  #placesOf(file: string): ReadonlyMap<string, number> {
    const own = this.#order.of(file);
    const config = this.#configFile();
    if (config === undefined || config === file) return own;
    const places = new Map(this.#order.of(config));
    for (const at of own.keys()) if (!places.has(at)) places.set(at, places.size);
    return places;
  }

  #doubts(file: string, roots: readonly NodeId[]): readonly Doubt[] {
    const made = new Set<string>();
    const places = this.#placesOf(file);
    for (const [at, effects] of this.#effects.global) {
      if (places.has(at)) for (const names of effects.values()) for (const name of names) made.add(name);
    }
    const doubts = new Map<string, Doubt>();
    for (const node of this.#graph.reach(roots)) {
      for (const { global, ...doubt } of (this.#graph.contents[node]?.doubts ?? []) as readonly (Doubt & {
        global?: string;
      })[]) {
        if (global !== undefined && made.has(global)) continue;
        doubts.set(`${doubt.file} ${String(doubt.line).padStart(8, "0")} ${doubt.kind} ${doubt.text}`, doubt);
      }
    }
    return [...doubts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, doubt]) => doubt);
  }
}

function inOrder(members: readonly CodeMember[]): readonly CodeMember[] {
  return members.toSorted((one, other) => {
    if (one.file !== other.file) return one.file < other.file ? -1 : 1;
    return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
  });
}
