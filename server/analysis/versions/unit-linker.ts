import { hash } from "node:crypto";
import path from "node:path/posix";
import type { Doubt } from "../../../protocol/graph/code-version.ts";
import type { FileFacts, RefFact, UnitFact } from "../extract/file-facts.ts";
import { unitHash } from "../extract/unit-hash.ts";
import type { FactStore } from "../files/fact-store.ts";
import { isSource } from "../files/project-files.ts";
import { Evaluator } from "../link/evaluate-value.ts";
import { type Consulted, exportedNames, findExport, findName, type NameTarget } from "../link/exported-names.ts";
import type { ModuleTarget } from "../link/resolve-module.ts";
import { dataContent } from "./data-content.ts";
import type { MerkleGraph, NodeContent, NodeId, NodeMember } from "./merkle-graph.ts";
import type { PackageVersions } from "./package-versions.ts";

const none: readonly never[] = [];

/** A unit in the graph. */
export interface LinkedUnit {
  readonly node: NodeId;
  readonly unit: UnitFact;
  readonly file: string;
  /** By place in `unit.refs`. */
  readonly refs: readonly (readonly NodeId[])[];
}

/** Puts the units of files into the graph, and finds what each of them refers to. */
export class UnitLinker {
  readonly linked = new Map<string, readonly LinkedUnit[]>();
  readonly unitOf: (LinkedUnit | undefined)[] = [];
  readonly #store: FactStore;
  readonly #graph: MerkleGraph;
  readonly #packages: PackageVersions;
  readonly #readers = new Map<string, Set<string>>();
  readonly #consultedBy = new Map<string, Set<string>>();
  /** By file, kind and name: the first of that name, the second … */
  readonly #unitPlaces = new Map<string, Map<string, NodeId[]>>();
  readonly #nodes = new WeakMap<FileFacts, readonly NodeId[]>();
  readonly #places = new WeakMap<FileFacts, ReadonlyMap<string, readonly NodeId[]>>();

  constructor(store: FactStore, graph: MerkleGraph, packages: PackageVersions) {
    this.#store = store;
    this.#graph = graph;
    this.#packages = packages;
  }

  /** The node of a unit by its place in the facts. */
  nodeAt(file: string, place: number | undefined): NodeId | undefined {
    if (place === undefined) return undefined;
    return this.linked.get(file)?.[place]?.node;
  }

  /** Files that looked at one of these names when they were linked, or whose whole module was used by way of them. */
  readersOf(file: string, names: Iterable<string>): ReadonlySet<string> {
    const readers = new Set<string>();
    for (const name of names) for (const reader of this.#readers.get(`${file} ${name}`) ?? []) readers.add(reader);
    return readers;
  }

  /** Reads a file's units anew. */
  link(file: string): void {
    const facts = this.#store.facts(file);
    const before = this.linked.get(file) ?? [];
    const consulted = this.#beginConsulting(file);
    const nodes = facts === undefined ? [] : this.#nodesOf(facts);
    const names = memberNames(facts?.units ?? []);
    const units: LinkedUnit[] = [];
    for (const [index, unit] of (facts?.units ?? []).entries()) {
      const node = nodes[index];
      if (node === undefined) continue;
      this.#graph.setContent(node, this.#content(file, unit, names[index] ?? ""));
      const refs = unit.refs.map((ref) => this.#resolve(file, ref, consulted));
      const linked: LinkedUnit = { node, unit, file, refs };
      this.#graph.setTargets(node, [...new Set(refs.flat())]);
      units.push(linked);
      this.unitOf[node] = linked;
    }
    const kept = new Set(nodes);
    for (const { node } of before) {
      if (kept.has(node)) continue;
      this.unitOf[node] = undefined;
      this.#graph.setTargets(node, []);
      this.#graph.setWriters(node, []);
      this.#graph.setContent(node, { shape: "gone", member: undefined, doubts: [] });
    }
    this.linked.set(file, units);
  }

  /** Finds again what a whole module holds. */
  linkModule(file: string): NodeId {
    const node = this.#graph.place(`module ${file}`);
    const consulted = this.#beginConsulting(`module ${file}`);
    const names = exportedNames(this.#store, file, consulted);
    const targets: NodeId[] = [];
    for (const name of names) {
      const target = findExport(this.#store, { kind: "source", file }, name, consulted);
      if (target !== undefined) targets.push(...this.#nodesFor(file, target, false, consulted));
    }
    this.#graph.setContent(node, { shape: hash("sha1", `module ${names.join(",")}`), member: undefined, doubts: [] });
    this.#graph.setTargets(node, targets);
    return node;
  }

  #beginConsulting(reader: string): Consulted {
    for (const key of this.#consultedBy.get(reader) ?? []) this.#readers.get(key)?.delete(reader);
    const keys = new Set<string>();
    this.#consultedBy.set(reader, keys);
    return (file, name) => {
      const key = `${file} ${name}`;
      if (keys.has(key)) return;
      keys.add(key);
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([reader]));
      else readers.add(reader);
    };
  }

  #content(file: string, unit: UnitFact, name: string): NodeContent {
    const doubts: Doubt[] = unit.doubts.map(({ kind, line, text, global }) => ({
      kind,
      file,
      line,
      text,
      ...(global === undefined ? {} : { global }),
    }));
    for (const ref of unit.refs) {
      const specifier = this.#missingSpecifier(file, ref);
      if (specifier !== undefined) doubts.push({ kind: "unresolved import", file, line: unit.line, text: specifier });
      if (this.#runsText(file, ref)) doubts.push({ kind: "eval", file, line: unit.line, text: "node:vm" });
    }
    return { shape: unit.shape, member: new UnitMember(file, name, unit), doubts: doubts.length === 0 ? none : doubts };
  }

  /** `node:vm` runs what is made when it runs. */
  #runsText(file: string, ref: RefFact): boolean {
    const imported = ref.kind === "name" ? this.#store.facts(file)?.imports.get(ref.name)?.specifier : undefined;
    const specifier = ref.kind === "module" ? ref.specifier : imported;
    return specifier === "node:vm" || specifier === "vm";
  }

  #missingSpecifier(file: string, ref: RefFact): string | undefined {
    const specifier =
      ref.kind === "module"
        ? ref.specifier
        : ref.kind === "name"
          ? this.#store.facts(file)?.imports.get(ref.name)?.specifier
          : undefined;
    if (specifier === undefined) return undefined;
    const target = this.#store.resolve(file, specifier);
    if (target.kind === "missing") return specifier;
    return target.kind === "package" && this.#packages.of(target.name, file) === undefined ? specifier : undefined;
  }

  /** Nodes of all units of a file, in order. */
  #nodesOf(facts: FileFacts): readonly NodeId[] {
    let nodes = this.#nodes.get(facts);
    if (nodes === undefined) {
      nodes = this.#placeUnits(facts);
      this.#nodes.set(facts, nodes);
    }
    return nodes;
  }

  #placeUnits(facts: FileFacts): readonly NodeId[] {
    let places = this.#unitPlaces.get(facts.file);
    if (places === undefined) {
      places = new Map();
      this.#unitPlaces.set(facts.file, places);
    }
    const counts = new Map<string, number>();
    const nodes: NodeId[] = [];
    for (const { kind, names } of facts.units) {
      const name = (kind === "compute" ? "c" : kind === "statement" ? "s" : "u") + (names[0] ?? "");
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      const known = places.get(name);
      let node = known?.[count];
      if (node === undefined) {
        node = this.#graph.add();
        if (known === undefined) places.set(name, [node]);
        else known.push(node);
      }
      nodes.push(node);
    }
    return nodes;
  }

  /** Nodes of what declares a top-level name. */
  #declaring(file: string, name: string): readonly NodeId[] {
    const facts = this.#store.facts(file);
    if (facts === undefined) return [];
    let places = this.#places.get(facts);
    if (places === undefined) {
      const byName = new Map<string, NodeId[]>();
      const nodes = this.#nodesOf(facts);
      for (const [index, unit] of facts.units.entries()) {
        const node = nodes[index];
        if (unit.kind === "compute" || node === undefined) continue;
        for (const each of unit.names) byName.set(each, [...(byName.get(each) ?? []), node]);
      }
      places = byName;
      this.#places.set(facts, places);
    }
    return places.get(name) ?? [];
  }

  #resolve(file: string, ref: RefFact, consulted: Consulted): readonly NodeId[] {
    switch (ref.kind) {
      case "name": {
        const target = findName(this.#store, file, ref.name, consulted);
        if (target === undefined) return [];
        return this.#memberOf(file, target, ref.member, ref.called, consulted);
      }
      case "module": {
        const module = this.#store.resolve(file, ref.specifier);
        const target = findExport(this.#store, module, ref.member ?? "*", consulted);
        return target === undefined ? [] : this.#nodesFor(file, target, false, consulted);
      }
      case "file": {
        const target = ref.path.startsWith("/") ? ref.path.slice(1) : path.join(path.dirname(file), ref.path);
        if (isSource(target)) return this.#nodesFor(file, { kind: "module", file: target }, false, consulted);
        return this.#nodesFor(file, { kind: "data", file: target, member: undefined }, false, consulted);
      }
      case "global":
        return [this.#globalNode(ref.name)];
      case "jsx":
        return [this.#jsx(file)];
      default:
        return ref satisfies never;
    }
  }

  /** What is meant by a property of a name: of a module its export, of JSON that part, else the whole. */
  #memberOf(
    file: string,
    target: NameTarget,
    member: string | undefined,
    called: boolean,
    consulted: Consulted,
  ): readonly NodeId[] {
    if (member !== undefined && target.kind === "module") {
      const found = findExport(this.#store, { kind: "source", file: target.file }, member, consulted);
      if (found !== undefined) return this.#nodesFor(file, found, called, consulted);
    }
    if (member !== undefined && target.kind === "data" && target.member === undefined) {
      return this.#nodesFor(file, { ...target, member }, called, consulted);
    }
    if (member !== undefined && target.kind === "package" && target.name === "*") {
      return this.#nodesFor(file, { ...target, name: member }, called, consulted);
    }
    return this.#nodesFor(file, target, called && member === undefined, consulted);
  }

  #nodesFor(file: string, target: NameTarget, called: boolean, consulted: Consulted): readonly NodeId[] {
    switch (target.kind) {
      case "declared":
        return this.#handle(target.file, target.name, called, consulted) ?? this.#declaring(target.file, target.name);
      case "module": {
        const node = this.#graph.place(`module ${target.file}`);
        if (this.#graph.contents[node]?.shape === "") {
          // Set before it is linked: modules may hold each other.
          this.#graph.setContent(node, { shape: "module", member: undefined, doubts: [] });
          this.linkModule(target.file);
        }
        return [node];
      }
      case "package":
        return [this.#packageMember(file, target.target, target.name)];
      case "data":
        return [this.#data(target.file, target.member)];
      case "missing":
        return [];
      default:
        return target satisfies never;
    }
  }

  /** A handle of an asset stands for its key; called, for its function. undefined: it is no handle. */
  #handle(file: string, name: string, called: boolean, consulted: Consulted): readonly NodeId[] | undefined {
    const facts = this.#store.facts(file);
    const value = facts?.values.get(name);
    const call = value?.kind === "part" ? value.of : value;
    if (facts === undefined || call?.kind !== "call") return undefined;
    const fact = facts.calls[call.call];
    const by = fact === undefined ? undefined : new Evaluator(this.#store, consulted).calleeOf(file, fact.callee);
    if (fact === undefined || (by !== "asset" && by !== "externalAsset" && by !== "multiAsset")) return undefined;
    if (called && fact.compute !== undefined) {
      const node = this.#nodesOf(facts)[fact.compute];
      return node === undefined ? [] : [node];
    }
    const node = this.#graph.place(`handle ${fact.firstText}`);
    this.#graph.setContent(node, { shape: hash("sha1", `handle ${fact.firstText}`), member: undefined, doubts: [] });
    return [node];
  }

  #globalNode(name: string): NodeId {
    const node = this.#graph.place(`global ${name}`);
    this.#graph.setContent(node, { shape: `global ${name}`, member: undefined, doubts: [] });
    return node;
  }

  #packageMember(file: string, target: ModuleTarget & { readonly kind: "package" | "builtin" }, name: string): NodeId {
    const subpath = target.kind === "package" ? target.subpath : "";
    const found = target.kind === "package" ? this.#packages.of(target.name, file) : undefined;
    const base = target.kind === "package" ? this.#packageBase(target.name, found) : undefined;
    const node = this.#graph.place(`package ${target.name} ${subpath} ${name} ${base ?? ""}`);
    const shape = hash("sha1", `package ${target.name} ${subpath} ${name}`);
    this.#graph.setContent(node, { shape, member: undefined, doubts: [] });
    this.#graph.setTargets(node, base === undefined ? [] : [base]);
    return node;
  }

  #packageBase(name: string, found: ReturnType<PackageVersions["of"]>): NodeId | undefined {
    if (found === undefined || found.digest === "") return undefined;
    const node = this.#graph.place(`package ${name} ${found.place}`);
    const { digest } = found;
    const member = { file: `npm:${name}`, name: found.version, hash: () => digest };
    this.#graph.setContent(node, { shape: found.digest, member, doubts: [] });
    return node;
  }

  /** The node of a package that a module loads for its effect alone. */
  bareLoad(file: string, specifier: string): NodeId | undefined {
    const target = this.#store.resolve(file, specifier);
    return target.kind === "package" ? this.#packageMember(file, target, "") : undefined;
  }

  #data(file: string, member: string | undefined): NodeId {
    const node = this.#graph.place(`data ${file} ${member ?? ""}`);
    const content = dataContent(this.#store.texts.text(file), file, member);
    this.#graph.setContent(node, {
      shape: content,
      member: { file, name: member ?? path.basename(file), hash: () => content },
      doubts: [],
    });
    return node;
  }

  #jsx(file: string): NodeId {
    const config = this.#store.configOf(path.dirname(file));
    const automatic = config?.jsx.startsWith("react-jsx");
    const source = config?.jsxImportSource || "react";
    const found = automatic ? this.#packages.of(source, file) : undefined;
    const node = this.#graph.place(`jsx ${config?.jsx ?? ""} ${source}`);
    this.#graph.setContent(node, {
      shape: hash("sha1", `jsx ${config?.jsx ?? ""} ${source}`),
      member: undefined,
      doubts: [],
    });
    const base = this.#packageBase(source, found);
    this.#graph.setTargets(node, base === undefined ? [] : [base]);
    return node;
  }
}

class UnitMember implements NodeMember {
  readonly file: string;
  readonly name: string;
  readonly #unit: UnitFact;

  constructor(file: string, name: string, unit: UnitFact) {
    this.file = file;
    this.name = name;
    this.#unit = unit;
  }

  hash(): string {
    return unitHash(this.#unit);
  }
}

/** What a person calls each unit: its name, else which statement it is. */
function memberNames(units: readonly UnitFact[]): readonly string[] {
  const counts = new Map<string, number>();
  return units.map(({ kind, names: [name] }) => {
    const key = name === undefined ? "statement" : `${kind === "compute" ? "compute" : ""} ${name}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (name === undefined) return `statement ${count}`;
    return count > 1 ? `${name} (${count})` : name;
  });
}
