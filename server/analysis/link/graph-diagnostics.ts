import { isDeepStrictEqual } from "node:util";
import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose } from "../../../protocol/errors/error-entry.ts";
import { relatedWords } from "../../../protocol/errors/related-words.ts";
import type { AssetId } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { findRings, isOnRing } from "../../../protocol/graph/find-rings.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import { compareRanges, type GraphLinker } from "./link-graph.ts";
import type { DraftUnresolved, LinkedFile } from "./linked-file.ts";
import { MeantKeys } from "./meant-keys.ts";

/** What is wrong in a file. What was meant by an unknown key takes time to find: that waits until somebody asks. */
interface FileProblems {
  readonly found: readonly Diagnostic[];
  readonly unknown: readonly { readonly key: AssetKey; readonly range: SourceRange }[];
}

const nothing: FileProblems = { found: [], unknown: [] };

/** What is wrong with the definitions, kept file by file. */
export class GraphDiagnostics {
  readonly #linker: GraphLinker;
  readonly #isWritten: (key: string, file: string) => boolean;
  readonly #byFile = new Map<string, FileProblems>();
  readonly #meant: MeantKeys;
  readonly #withUnknown = new Set<string>();
  #duplicates: readonly Diagnostic[] = [];
  #repeatedChecks: readonly Diagnostic[] = [];
  #rings: readonly (readonly AssetId[])[] = [];
  #cycles: readonly Diagnostic[] = [];
  #unresolved: readonly DraftUnresolved[] = [];
  #bindings: unknown;
  #all: readonly Diagnostic[] | undefined;
  #first: Iterable<string> | undefined;

  /** isWritten: whether a text stands, in quotes, in a file or in one that imports it. */
  constructor(linker: GraphLinker, isWritten: (text: string, file: string) => boolean) {
    this.#linker = linker;
    this.#isWritten = isWritten;
    this.#meant = new MeantKeys(() => this.#definedKeys());
  }

  all(): readonly Diagnostic[] {
    this.#begin();
    if (this.#all !== undefined) return this.#all;
    const all: Diagnostic[] = [...this.#duplicates, ...this.#repeatedChecks, ...this.#cycles];
    const asked = new Set<AssetKey>();
    for (const { found, unknown } of this.#byFile.values()) {
      all.push(...found);
      for (const { key, range } of unknown) {
        asked.add(key);
        all.push(this.#unknown(key, range));
      }
    }
    this.#meant.keepOnly(asked);
    this.#all = all.sort((one, other) => compareRanges(one.range, other.range));
    return this.#all;
  }

  #unknown(key: AssetKey, range: SourceRange): Diagnostic {
    const suggestion = this.#meant.of(key);
    const id = suggestion === undefined ? undefined : this.#linker.find(suggestion);
    const place = id === undefined ? undefined : this.#linker.nodes[id]?.keyRange;
    const related = place === undefined ? [] : [{ range: place, message: relatedWords.meantHere() }];
    return diagnose(definitionErrors.unknownDependency, { key, suggestion }, range, related);
  }

  /** The first files were linked: what is wrong with them is looked for when somebody asks, so that the graph is there sooner. */
  beginWith(files: Iterable<string>): void {
    this.#first = files;
  }

  /** Answers whether nobody had asked yet. */
  #begin(): boolean {
    const files = this.#first;
    this.#first = undefined;
    if (files === undefined) return false;
    this.update(files, [...this.#linker.keys.keys()], true);
    return true;
  }

  /** After these files were linked, and these nodes changed. Answers whether anything is wrong otherwise than before. */
  update(files: Iterable<string>, changed: readonly AssetId[], structure: boolean): boolean {
    const isFirst = this.#begin();
    const dirty = new Set(files);
    for (const id of changed) {
      const key = this.#linker.keys[id];
      if (key !== undefined) for (const consumer of this.#linker.consumers.get(key) ?? []) dirty.add(consumer);
    }
    const unresolved = this.#linker.unresolved();
    const bindings = this.#linker.config()?.environments;
    if (!isDeepStrictEqual(unresolved, this.#unresolved) || !isDeepStrictEqual(bindings, this.#bindings)) {
      for (const file of this.#linker.linked.keys()) dirty.add(file);
    }
    this.#unresolved = unresolved;
    this.#bindings = bindings;
    this.#updateMeant(changed);
    // What was meant, and where that stands, may be another now.
    let differs = isFirst || (changed.length > 0 && this.#withUnknown.size > 0);
    for (const file of dirty) {
      const before = this.#byFile.get(file) ?? nothing;
      const linked = this.#linker.linked.get(file);
      const after = linked === undefined || !this.#linker.isIncluded(file) ? nothing : this.#ofFile(linked);
      if (after.found.length + after.unknown.length === 0) this.#byFile.delete(file);
      else this.#byFile.set(file, after);
      if (after.unknown.length === 0) this.#withUnknown.delete(file);
      else this.#withUnknown.add(file);
      differs ||= !isDeepStrictEqual(before, after);
    }
    const duplicates = this.#ofDuplicates();
    differs ||= !isDeepStrictEqual(duplicates, this.#duplicates);
    this.#duplicates = duplicates;
    const repeatedChecks = this.#ofRepeatedChecks();
    differs ||= !isDeepStrictEqual(repeatedChecks, this.#repeatedChecks);
    this.#repeatedChecks = repeatedChecks;
    if (structure || this.#rings.length > 0) {
      const { nodes } = this.#linker;
      const whole = this.#rings.length > 0 || changed.length > 100;
      if (whole || changed.some((id) => this.#linker.isUsed(id) && isOnRing(nodes, id))) this.#rings = findRings(nodes);
      const cycles = this.#ofRings();
      differs ||= !isDeepStrictEqual(cycles, this.#cycles);
      this.#cycles = cycles;
    }
    if (differs) this.#all = undefined;
    return differs;
  }

  #updateMeant(changed: readonly AssetId[]): void {
    const came: AssetKey[] = [];
    const went = new Set<AssetKey>();
    for (const id of changed) {
      const key = this.#linker.keys[id];
      if (key === undefined) continue;
      if (this.#linker.nodes[id] == null) went.add(key);
      else came.push(key);
    }
    this.#meant.update(came, went);
  }

  #isDefined(key: AssetKey): boolean {
    const id = this.#linker.find(key);
    return id !== undefined && this.#linker.nodes[id] != null;
  }

  *#definedKeys(): Iterable<AssetKey> {
    for (const node of this.#linker.nodes) if (node != null) yield node.key;
  }

  #ofFile(linked: LinkedFile): FileProblems {
    const found: Diagnostic[] = [...linked.problems];
    const unknown: { key: AssetKey; range: SourceRange }[] = [];
    const look = (key: AssetKey, range: SourceRange): void => {
      if (!this.#isDefined(key) && !this.#mayBeMade(key)) unknown.push({ key, range });
    };
    for (const { upstream, resources, resourcesRange, range, knownFrom } of linked.nodes) {
      if (knownFrom !== "text") continue;
      for (const { from, named, range: at } of upstream) if (named) look(from, at);
      for (const resource of resources) this.#unbound(resource, resourcesRange ?? range, found);
    }
    for (const { asset, named, assetRange, further } of linked.checks) {
      if (named) look(asset, assetRange);
      for (const each of further) if (each.named) look(each.key, each.range);
    }
    return { found, unknown };
  }

  #unbound(resource: string, range: SourceRange, found: Diagnostic[]): void {
    for (const { name, resources, complete } of this.#linker.config()?.environments ?? []) {
      if (!complete || resources.includes(resource)) continue;
      found.push(diagnose(definitionErrors.unknownResource, { resource, environment: name }, range));
    }
  }

  /** Whether a definition whose key only running can know may be this one. */
  #mayBeMade(key: AssetKey): boolean {
    return this.#unresolved.some(({ pattern, range }) => {
      if (pattern !== undefined && pattern.source !== "^.+$") return pattern.test(key);
      // Any text at all: it may be, where the key is written down in the file that makes it or one that calls that.
      return this.#isWritten(key, range.file);
    });
  }

  #ofDuplicates(): readonly Diagnostic[] {
    const found: Diagnostic[] = [];
    for (const key of this.#linker.duplicates) {
      const all = (this.#linker.definitions.get(key) ?? []).filter(({ file }) => this.#linker.isIncluded(file));
      if (all.length < 2) continue;
      for (const { draft } of all) {
        const related = all
          .filter((other) => other.draft !== draft)
          .map((other) => ({ range: other.draft.keyRange, message: relatedWords.definedHereToo() }));
        found.push(diagnose(definitionErrors.duplicateKey, { key }, draft.keyRange, related));
      }
    }
    return found;
  }

  #ofRepeatedChecks(): readonly Diagnostic[] {
    return [...this.#linker.repeatedChecks].flatMap(([asset, checks]) =>
      checks.map(({ name, range, first }) =>
        diagnose(definitionErrors.duplicateCheck, { asset, check: name }, range, [
          { range: first, message: relatedWords.definedHereToo() },
        ]),
      ),
    );
  }

  #ofRings(): readonly Diagnostic[] {
    const { nodes, keys } = this.#linker;
    return this.#rings.flatMap((ring) => {
      const names = ring.map((id) => keys[id] ?? "");
      return ring.flatMap((id, index) => {
        const from = ring[(index + ring.length - 1) % ring.length];
        const edge = nodes[id]?.upstream.find((each) => each.from === from);
        return edge === undefined ? [] : [diagnose(definitionErrors.cycle, { ring: names }, edge.range)];
      });
    });
  }
}
