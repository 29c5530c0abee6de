import type { FactStore } from "../files/fact-store.ts";
import type { MerkleGraph, NodeId } from "./merkle-graph.ts";
import type { LinkedUnit, UnitLinker } from "./unit-linker.ts";

/** What loading modules changes elsewhere: a table filled, a setting set, a prototype patched. */
export class LoadEffects {
  /** What changes a node of another file when it is loaded. */
  readonly foreign = new Map<NodeId, Set<NodeId>>();
  /** What changes the language or the host when a file is loaded, with the names that it makes. */
  readonly global = new Map<string, Map<NodeId, readonly string[]>>();
  readonly #store: FactStore;
  readonly #graph: MerkleGraph;
  readonly #linker: UnitLinker;
  readonly #writes = new Map<NodeId, readonly NodeId[]>();
  readonly #writersHere = new Map<NodeId, Set<NodeId>>();
  readonly #dirty = new Set<NodeId>();

  constructor(store: FactStore, graph: MerkleGraph, linker: UnitLinker) {
    this.#store = store;
    this.#graph = graph;
    this.#linker = linker;
  }

  /** A node's hash is forgotten: what it changes is to be found again. */
  onStale(node: NodeId): void {
    if (this.#writes.has(node)) this.#dirty.add(node);
  }

  /** A file was linked. */
  onLinked(file: string, before: readonly LinkedUnit[]): void {
    for (const { node } of before) if (this.#writes.has(node)) this.#dirty.add(node);
    for (const { node, unit } of this.#linker.linked.get(file) ?? []) {
      if (hasEffect(unit)) this.#dirty.add(node);
    }
    const loads = this.#store.facts(file)?.loads ?? [];
    const effects = new Map<NodeId, readonly string[]>();
    for (const { specifier, bare } of loads) {
      const node = bare ? this.#linker.bareLoad(file, specifier) : undefined;
      if (node !== undefined) effects.set(node, []);
    }
    for (const [node, names] of this.global.get(file) ?? []) {
      if (this.#linker.unitOf[node]?.file === file) effects.set(node, names);
    }
    if (effects.size > 0) this.global.set(file, effects);
    else this.global.delete(file);
  }

  /** Finds anew what changed units change. Answers whether anything of several files differs. */
  settle(): boolean {
    let differs = false;
    for (let round = 0; this.#dirty.size > 0 && round < 20; round += 1) {
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      for (const node of dirty) differs = this.#find(node) || differs;
    }
    return differs;
  }

  #find(node: NodeId): boolean {
    const linked = this.#linker.unitOf[node];
    const before = this.#writes.get(node) ?? [];
    const effect = linked !== undefined && hasEffect(linked.unit);
    const after = effect ? this.#writtenBy(linked) : [];
    if (effect) this.#writes.set(node, after);
    else this.#writes.delete(node);
    // Its hash is wanted even when nothing reaches it, so that it is told of changes.
    if (effect) this.#graph.hashOf(node);
    const file = linked?.file;
    let differs = false;
    for (const target of before)
      if (!after.includes(target) || linked === undefined) differs = this.#remove(node, target) || differs;
    const names: string[] = [];
    let isGlobal = false;
    for (const target of after) {
      const own = this.#linker.unitOf[target];
      if (own === undefined && this.#graph.contents[target]?.shape.startsWith("global ") === true) {
        names.push(this.#graph.contents[target]?.shape.slice("global ".length) ?? "");
        isGlobal = true;
      } else if (own !== undefined && own.file === file) this.#addHere(target, node);
      else {
        const writers = this.foreign.get(target) ?? new Set();
        if (!writers.has(node)) differs = true;
        writers.add(node);
        this.foreign.set(target, writers);
      }
    }
    if (file !== undefined) {
      const effects = this.global.get(file) ?? new Map<NodeId, readonly string[]>();
      differs ||= effects.has(node) !== isGlobal;
      if (isGlobal) effects.set(node, names);
      else effects.delete(node);
      if (effects.size > 0) this.global.set(file, effects);
      else this.global.delete(file);
    }
    return differs;
  }

  #addHere(target: NodeId, writer: NodeId): void {
    const writers = this.#writersHere.get(target) ?? new Set();
    this.#writersHere.set(target, writers.add(writer));
    this.#setWriters(target, writers);
  }

  #remove(writer: NodeId, target: NodeId): boolean {
    const here = this.#writersHere.get(target);
    if (here?.delete(writer) === true) this.#setWriters(target, here);
    return this.foreign.get(target)?.delete(writer) === true;
  }

  /** In the order of the text, since the last one may win. */
  #setWriters(target: NodeId, writers: ReadonlySet<NodeId>): void {
    const file = this.#linker.unitOf[target]?.file;
    const units = (file === undefined ? undefined : this.#linker.linked.get(file)) ?? [];
    this.#graph.setWriters(
      target,
      units.flatMap(({ node }) => (writers.has(node) && node !== target ? [node] : [])),
    );
  }

  #writtenBy(start: LinkedUnit): readonly NodeId[] {
    const { unit, refs } = start;
    const written = new Set<NodeId>();
    const add = (places: readonly number[]): void => {
      for (const place of places) for (const target of refs[place] ?? []) this.#addTarget(written, target);
    };
    add(unit.loadWrites);
    this.#addPassed(start, written, true);
    this.#addSoft(start, written);
    // A function that assigns a variable of its file may run at any time: it counts where the variable is used.
    for (const name of unit.assigns) {
      for (const other of this.#linker.linked.get(start.file) ?? []) {
        if (other.unit.kind !== "compute" && other.unit.names.includes(name)) written.add(other.node);
      }
    }
    const called = unit.loadCalls.flatMap((place) => refs[place] ?? []);
    const seen = new Set<NodeId>();
    for (let node = called.pop(); node !== undefined; node = called.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const inner = this.#linker.unitOf[node];
      if (inner === undefined || inner.unit.kind === "compute") continue;
      for (const place of inner.unit.writes) {
        for (const target of inner.refs[place] ?? []) this.#addTarget(written, target);
      }
      this.#addPassed(inner, written, false);
      this.#addSoft(inner, written);
      called.push(...(this.#graph.targets[node] ?? []));
    }
    written.delete(start.node);
    return [...written];
  }

  /** A changed value, with those that it is another name for; of a function, the values that it hands out. */
  #addTarget(written: Set<NodeId>, target: NodeId): void {
    if (written.has(target)) return;
    const linked = this.#linker.unitOf[target];
    if (linked === undefined) {
      const base = this.#graph.targets[target]?.[0];
      const isGlobal = this.#graph.contents[target]?.shape.startsWith("global ") === true;
      if (isGlobal) written.add(target);
      else if (this.#graph.contents[target]?.member === undefined && base !== undefined) written.add(base);
      else if (this.#graph.contents[target]?.member !== undefined) written.add(target);
      return;
    }
    written.add(target);
    const { unit, refs } = linked;
    if (unit.aliasOf !== undefined) for (const of of refs[unit.aliasOf] ?? []) this.#addTarget(written, of);
    if (unit.kind !== "function") return;
    for (const of of refs.flat()) if (this.#linker.unitOf[of]?.unit.kind === "variable") this.#addTarget(written, of);
  }

  #addPassed({ unit, refs }: LinkedUnit, written: Set<NodeId>, load: boolean): void {
    for (const { what, to, load: atLoad } of unit.passes) {
      if (load && !atLoad) continue;
      const changes = (refs[to] ?? []).some((callee) => {
        const linked = this.#linker.unitOf[callee];
        if (linked === undefined) return load && unit.kind === "statement";
        return linked.unit.changesArguments;
      });
      if (changes) for (const target of refs[what] ?? []) this.#addTarget(written, target);
    }
  }

  #addSoft({ unit, refs }: LinkedUnit, written: Set<NodeId>): void {
    for (const place of unit.softWrites) {
      for (const target of refs[place] ?? []) {
        const linked = this.#linker.unitOf[target];
        if (linked?.unit.kind !== "variable") continue;
        const changesItself =
          linked.unit.changesThis ||
          linked.refs.flat().some((of) => this.#linker.unitOf[of]?.unit.changesThis === true);
        if (changesItself) this.#addTarget(written, target);
      }
    }
  }
}

function hasEffect(unit: LinkedUnit["unit"]): boolean {
  return (
    (unit.kind !== "compute" &&
      (unit.loadWrites.length > 0 ||
        unit.loadCalls.length > 0 ||
        unit.assigns.length > 0 ||
        unit.passes.some(({ load }) => load))) ||
    (unit.kind === "compute" && unit.assigns.length > 0)
  );
}
