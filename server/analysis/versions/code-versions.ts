import { hash } from "node:crypto";
import type { AssetId } from "../../../protocol/graph/asset-graph.ts";
import type { CheckId } from "../../../protocol/graph/check-id.ts";
import type { CodeMember, CodeVersion, Doubt } from "../../../protocol/graph/code-version.ts";
import { changedNames } from "../extract/changed-names.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import type { FactStore } from "../files/fact-store.ts";
import type { FunctionUnits } from "../link/linked-file.ts";
import { LoadEffects } from "./load-effects.ts";
import { MerkleGraph, type NodeId } from "./merkle-graph.ts";
import { ModuleOrder } from "./module-order.ts";
import { PackageVersions } from "./package-versions.ts";
import { UnitLinker } from "./unit-linker.ts";

/** Whose function it is: an asset's, or a check's. */
export type VersionOwner = AssetId | CheckId;

/** Where an owner's function stands. */
export interface FunctionPlace {
  readonly file: string;
  readonly units: FunctionUnits;
}

interface Kept {
  readonly version: CodeVersion;
  readonly compute: NodeId;
  readonly schema: NodeId | undefined;
}

/** Code versions of the functions of assets and checks through everything that they reach. Begins when the first is asked for. */
export class CodeVersions {
  readonly #configFile: () => string | undefined;
  readonly #graph: MerkleGraph;
  readonly #packages: PackageVersions;
  readonly #linker: UnitLinker;
  readonly #effects: LoadEffects;
  readonly #order: ModuleOrder;
  readonly #kept = new Map<VersionOwner, Kept>();
  readonly #ownersOf = new Map<NodeId, Set<VersionOwner>>();
  /** Assets whose version takes in what this changes from another file. */
  readonly #usersOf = new Map<NodeId, Set<VersionOwner>>();
  #stale = new Set<VersionOwner>();
  #begun = false;

  constructor(store: FactStore, configFile: () => string | undefined) {
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

  of(owner: VersionOwner, { file, units }: FunctionPlace): CodeVersion | undefined {
    this.#begun = true;
    this.#prepare(file);
    const compute = this.#linker.nodeAt(file, units.compute);
    if (compute === undefined) return undefined;
    const schema = this.#linker.nodeAt(file, units.schema);
    const known = this.#kept.get(owner);
    if (known !== undefined && known.compute === compute && known.schema === schema) return known.version;
    const version = this.#make(owner, file, compute, schema);
    this.#kept.set(owner, { version, compute, schema });
    for (const node of schema === undefined ? [compute] : [compute, schema]) addTo(this.#ownersOf, node, owner);
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
      if (this.#hasWideEffects()) for (const owner of this.#kept.keys()) this.#stale.add(owner);
    }
    for (const file of relink) {
      if (file.startsWith("module ")) this.#linker.linkModule(file.slice("module ".length));
      else if (this.#linker.linked.has(file)) this.#link(file);
    }
    if (loadsDiffer) for (const { file } of edited) if (this.#linker.linked.has(file)) this.#prepare(file);
    this.#settle();
    const stale = [...this.#stale];
    this.#stale = new Set();
    for (const owner of stale) this.#kept.delete(owner);
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
    if (this.#effects.settle()) for (const owner of this.#kept.keys()) this.#stale.add(owner);
  }

  #hasWideEffects(): boolean {
    return this.#effects.global.size > 0 || this.#effects.foreign.size > 0;
  }

  #onStale(node: NodeId): void {
    this.#effects?.onStale(node);
    for (const owner of this.#ownersOf.get(node) ?? []) this.#stale.add(owner);
    for (const owner of this.#usersOf.get(node) ?? []) this.#stale.add(owner);
  }

  #make(owner: VersionOwner, file: string, compute: NodeId, schema: NodeId | undefined): CodeVersion {
    const roots = schema === undefined ? [compute] : [compute, schema];
    let text = roots.map((node) => this.#graph.hashOf(node)).join(" ");
    const wide = this.#hasWideEffects() ? this.#wideEffects(file, roots) : [];
    if (wide.length > 0) {
      text += ` after ${wide.map((node) => this.#graph.hashOf(node)).join(" ")}`;
      for (const node of wide) addTo(this.#usersOf, node, owner);
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
        const at = this.#linker.unitOf.get(writer)?.file;
        if (at === undefined || !places.has(at) || found.has(writer)) continue;
        if (reached.has(writer)) continue;
        found.add(writer);
        const size = reached.size;
        const grown = this.#graph.reach([writer], reached);
        if (grown.size > size) open.push(...[...grown].slice(size));
      }
    }
    const placeOf = (node: NodeId): number => {
      const linked = this.#linker.unitOf.get(node);
      const units = linked === undefined ? undefined : this.#linker.linked.get(linked.file);
      return (places.get(linked?.file ?? "") ?? 0) * 1e6 + (units?.findIndex((unit) => unit.node === node) ?? 0);
    };
    return this.#inOrder([...found].sort((one, other) => placeOf(one) - placeOf(other)));
  }

  /** Effects that touch nothing in common may run in any order: only where they do is the order kept. */
  #inOrder(effects: readonly NodeId[]): readonly NodeId[] {
    const byHash = effects.toSorted((one, other) => (this.#graph.hashOf(one) < this.#graph.hashOf(other) ? -1 : 1));
    const files = new Set(effects.map((node) => this.#linker.unitOf.get(node)?.file));
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

function addTo<Key, Value>(map: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
