import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { packageName } from "../extract/common-names.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import { keepLastGood } from "../extract/last-good.ts";
import { packFacts, unpackFacts } from "../extract/packed-facts.ts";
import type { ModuleSource } from "../link/exported-names.ts";
import type { LinkedFile } from "../link/linked-file.ts";
import { ModuleResolver, type ModuleTarget } from "../link/resolve-module.ts";
import { type IgnoreRule, isIgnored } from "./ignore-rules.ts";
import { extract } from "./load-extractor.ts";
import { isPassedOver, isSource, listSources } from "./project-files.ts";
import type { SourceTexts } from "./source-texts.ts";

/** What is kept of a file. */
export interface KeptFacts {
  /** SHA-1 of the text. */
  readonly digest: string;
  /** undefined: kept elsewhere, and gone or damaged there. */
  readonly packed: string | undefined;
  /** Whether it has calls that may define something. */
  readonly defines: boolean;
  /** Whether it hands on functions of the package. */
  readonly handsOn: boolean;
}

/** What was read of files as they are now. */
export interface KnownSources {
  readonly facts: readonly (readonly [file: string, kept: KeptFacts])[];
  /** Source files whose text does not name the package. */
  readonly unnamed: readonly string[];
  /** What files define, if that is known too. */
  readonly links?: readonly LinkedFile[] | undefined;
}

/** Facts that are packed when that is first needed: a file that is edited letter by letter mostly never needs it. */
class UnpackedFacts implements KeptFacts {
  readonly digest: string;
  readonly defines: boolean;
  readonly handsOn: boolean;
  #facts: FileFacts | undefined;
  #packed = "";

  constructor(digest: string, facts: FileFacts) {
    this.digest = digest;
    this.defines = facts.calls.length > 0;
    this.handsOn = handsOnApi(facts);
    this.#facts = facts;
  }

  get packed(): string {
    if (this.#facts !== undefined) this.#packed = packFacts(this.#facts);
    this.#facts = undefined;
    return this.#packed;
  }
}

/** So many files are kept unpacked: those of one edit, with what they import. */
const mostUnpacked = 32;

/** Facts of files, extracted when they are first asked for, and where imports lead. */
export class FactStore implements ModuleSource {
  readonly texts: SourceTexts;
  /** undefined: there is no such file, or it holds no code. */
  readonly #kept: Map<string, KeptFacts | undefined>;
  readonly #unnamed: Set<string>;
  readonly #unpacked = new Map<string, FileFacts>();
  readonly #mended = new Set<string>();
  readonly #targets = new Map<string, Map<string, ModuleTarget>>();
  readonly #resolver: ModuleResolver;
  #sources: Set<string> = new Set();
  #rules: readonly IgnoreRule[] = [];
  #packageFolders: readonly string[] = [];

  readonly #mostUnpacked: number;

  constructor(texts: SourceTexts, known?: KnownSources, most: number = mostUnpacked) {
    this.texts = texts;
    this.#mostUnpacked = most;
    this.#kept = new Map(known?.facts);
    this.#unnamed = new Set(known?.unnamed);
    this.#resolver = new ModuleResolver(texts, (file) => this.#sources.has(file));
    this.list();
  }

  /** Looks anew which files there are. */
  list(): void {
    const { files, rules, packageFolders } = listSources(this.texts.folder);
    this.#rules = rules;
    this.#packageFolders = packageFolders;
    this.#sources = new Set(files);
    for (const file of this.#kept.keys()) if (this.texts.isOpen(file) && this.#isOwn(file)) this.#sources.add(file);
    this.#resolver.reset(packageFolders);
    const outDir = this.#resolver.configOf(".")?.outDir;
    if (outDir === undefined || outDir === "." || outDir.startsWith("..")) return;
    for (const file of this.#sources) if (file.startsWith(`${outDir}/`)) this.#sources.delete(file);
  }

  /** Source files of the project, in order. */
  sources(): readonly string[] {
    return [...this.#sources].sort();
  }

  /** Folders with a `package.json`. */
  get packageFolders(): readonly string[] {
    return this.#packageFolders;
  }

  /** SHA-1 of a file's text, which need not be read closer for that. */
  digestOf(file: string): string | undefined {
    const kept = this.#kept.get(file);
    if (kept !== undefined) return kept.digest;
    const text = this.texts.text(file);
    return text === undefined ? undefined : hash("sha1", text);
  }

  /** Whether facts of an earlier text stand in for what does not parse: nobody else would read the same from the text of now. */
  get isMended(): boolean {
    return this.#mended.size > 0;
  }

  isSource(file: string): boolean {
    return this.#sources.has(file);
  }

  facts(file: string): FileFacts | undefined {
    const unpacked = this.#unpacked.get(file);
    if (unpacked !== undefined) return unpacked;
    const kept = this.kept(file);
    if (kept === undefined) return undefined;
    const packed = kept.packed ?? this.#again(file)?.packed;
    if (packed === undefined) return undefined;
    const facts = unpackFacts(packed);
    this.#hold(file, facts);
    return facts;
  }

  #again(file: string): KeptFacts | undefined {
    const text = this.texts.text(file);
    return text === undefined ? undefined : this.adopt(file, text);
  }

  #hold(file: string, facts: FileFacts): void {
    this.#unpacked.delete(file);
    this.#unpacked.set(file, facts);
    if (this.#unpacked.size <= this.#mostUnpacked) return;
    const [oldest = file] = this.#unpacked.keys();
    this.#unpacked.delete(oldest);
    // What is no longer at hand is packed, so that it takes little room.
    const kept = this.#kept.get(oldest);
    if (kept instanceof UnpackedFacts) this.#kept.set(oldest, packedNow(kept));
  }

  kept(file: string): KeptFacts | undefined {
    if (this.#kept.has(file)) return this.#kept.get(file);
    const text = isSource(file) ? this.texts.text(file) : undefined;
    if (text !== undefined) return this.adopt(file, text);
    this.#kept.set(file, undefined);
    return undefined;
  }

  /** Of a text that is at hand, so that it is not read again. */
  adopt(file: string, text: string): KeptFacts {
    const facts = extract(file, text);
    const kept = packedNow(new UnpackedFacts(hash("sha1", text), facts));
    this.#kept.set(file, kept);
    this.#hold(file, facts);
    return kept;
  }

  /** Whether facts of a file were ever asked for. */
  isKnown(file: string): boolean {
    return this.#kept.has(file);
  }

  /** Whether a file that was not read closer is known not to name the package. */
  isUnnamed(file: string): boolean {
    return this.#unnamed.has(file);
  }

  noteUnnamed(file: string): void {
    this.#unnamed.add(file);
  }

  /** All that is known. */
  all(): KnownSources {
    return {
      facts: [...this.#kept].flatMap(([file, kept]) => (kept === undefined ? [] : [[file, packedNow(kept)] as const])),
      unnamed: [...this.#unnamed].filter((file) => this.#kept.get(file) === undefined),
    };
  }

  known(): Iterable<string> {
    return this.#kept.keys();
  }

  /** Extracts a file anew; the same facts when its text is the same. */
  refresh(file: string): { readonly before: FileFacts | undefined; readonly after: FileFacts | undefined } {
    const keptBefore = this.#kept.get(file);
    const text = this.texts.text(file);
    const digest = text === undefined ? undefined : hash("sha1", text);
    if (keptBefore?.digest === digest) return { before: undefined, after: undefined };
    const before = this.isKnown(file) ? this.facts(file) : undefined;
    this.#unpacked.delete(file);
    this.#mended.delete(file);
    if (text === undefined || digest === undefined) {
      this.#kept.set(file, undefined);
      return { before, after: undefined };
    }
    const extracted = extract(file, text);
    const isMended = extracted.broken && before !== undefined;
    if (isMended) this.#mended.add(file);
    const after = isMended ? keepLastGood(extracted, before) : extracted;
    this.#kept.set(file, new UnpackedFacts(digest, after));
    this.#hold(file, after);
    return { before, after };
  }

  /** Notes that a file came or went. Answers whether that changed what there is. */
  track(file: string): boolean {
    const exists = this.texts.exists(file) && this.#isOwn(file);
    if (exists === this.#sources.has(file)) return false;
    if (exists) this.#sources.add(file);
    else this.#sources.delete(file);
    return true;
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const target = this.#resolver.resolve(from, specifier);
    const known = this.#targets.get(from);
    if (known === undefined) this.#targets.set(from, new Map([[specifier, target]]));
    else known.set(specifier, target);
    return target;
  }

  /** Resolves everything anew. Answers which files import something else by the same words. */
  resolveAgain(): readonly string[] {
    this.#resolver.reset(this.#packageFolders);
    const differing: string[] = [];
    for (const [file, targets] of this.#targets) {
      let differs = false;
      for (const [specifier, before] of targets) {
        const after = this.#resolver.resolve(file, specifier);
        if (isDeepStrictEqual(before, after)) continue;
        targets.set(specifier, after);
        differs = true;
      }
      if (differs) differing.push(file);
    }
    return differing;
  }

  configOf(folder: string) {
    return this.#resolver.configOf(folder);
  }

  #isOwn(file: string): boolean {
    if (!isSource(file) || file.startsWith("..") || isPassedOver(file)) return false;
    const parts = file.split("/");
    for (let length = 1; length < parts.length; length += 1) {
      if (isIgnored(this.#rules, parts.slice(0, length).join("/"), true)) return false;
    }
    return !isIgnored(this.#rules, file, false);
  }
}

function packedNow({ digest, packed, defines, handsOn }: KeptFacts): KeptFacts {
  return { digest, packed, defines, handsOn };
}

/** Whether a module hands on functions of the package, so that files which never name it may define assets. */
export function handsOnApi(facts: FileFacts): boolean {
  if (facts.stars.includes(packageName)) return true;
  for (const fact of facts.exports.values()) {
    if (fact.kind === "from") {
      if (fact.specifier === packageName) return true;
      continue;
    }
    if (facts.imports.get(fact.name)?.specifier === packageName) return true;
    const value = facts.values.get(fact.name);
    if (value?.kind === "reference" && facts.imports.get(value.name)?.specifier === packageName) return true;
  }
  return false;
}
