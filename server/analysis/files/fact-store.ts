import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { packageName } from "../extract/common-names.ts";
import { extractFile } from "../extract/extract-file.ts";
import type { FileFacts } from "../extract/file-facts.ts";
import { keepLastGood } from "../extract/last-good.ts";
import type { ModuleSource } from "../link/exported-names.ts";
import { ModuleResolver, type ModuleTarget } from "../link/resolve-module.ts";
import { type IgnoreRule, isIgnored } from "./ignore-rules.ts";
import { isPassedOver, isSource, listSources } from "./project-files.ts";
import type { SourceTexts } from "./source-texts.ts";

/** Facts of files, extracted when they are first asked for, and where imports lead. */
export class FactStore implements ModuleSource {
  readonly texts: SourceTexts;
  readonly #facts = new Map<string, FileFacts | undefined>();
  readonly #digests = new Map<string, string>();
  readonly #targets = new Map<string, Map<string, ModuleTarget>>();
  readonly #resolver: ModuleResolver;
  #sources: Set<string> = new Set();
  #rules: readonly IgnoreRule[] = [];
  #packageFolders: readonly string[] = [];

  constructor(texts: SourceTexts) {
    this.texts = texts;
    this.#resolver = new ModuleResolver(texts, (file) => this.#sources.has(file));
    this.list();
  }

  /** Looks anew which files there are. */
  list(): void {
    const { files, rules, packageFolders } = listSources(this.texts.folder);
    this.#rules = rules;
    this.#packageFolders = packageFolders;
    this.#sources = new Set(files);
    for (const file of this.#facts.keys()) if (this.texts.isOpen(file) && this.#isOwn(file)) this.#sources.add(file);
    this.#resolver.reset(packageFolders);
    const outDir = this.#resolver.configOf(".")?.outDir;
    if (outDir === undefined || outDir === "." || outDir.startsWith("..")) return;
    for (const file of this.#sources) if (file.startsWith(`${outDir}/`)) this.#sources.delete(file);
  }

  /** Source files of the project, in order. */
  sources(): readonly string[] {
    return [...this.#sources].sort();
  }

  isSource(file: string): boolean {
    return this.#sources.has(file);
  }

  facts(file: string): FileFacts | undefined {
    if (this.#facts.has(file)) return this.#facts.get(file);
    const text = isSource(file) ? this.texts.text(file) : undefined;
    if (text !== undefined) return this.adopt(file, text);
    this.#facts.set(file, undefined);
    return undefined;
  }

  /** Of a text that is at hand, so that it is not read again. */
  adopt(file: string, text: string): FileFacts {
    const facts = extractFile(file, text);
    this.#facts.set(file, facts);
    this.#digests.set(file, hash("sha1", text));
    return facts;
  }

  /** Whether facts of a file were ever asked for. */
  isKnown(file: string): boolean {
    return this.#facts.has(file);
  }

  known(): Iterable<string> {
    return this.#facts.keys();
  }

  /** Extracts a file anew; the same facts when its text is the same. */
  refresh(file: string): { readonly before: FileFacts | undefined; readonly after: FileFacts | undefined } {
    const before = this.#facts.get(file);
    const text = this.texts.text(file);
    if (text === undefined) {
      this.#facts.set(file, undefined);
      this.#digests.delete(file);
      return { before, after: undefined };
    }
    const digest = hash("sha1", text);
    if (before !== undefined && this.#digests.get(file) === digest) return { before, after: before };
    this.#digests.set(file, digest);
    const extracted = extractFile(file, text);
    const after = extracted.broken && before !== undefined ? keepLastGood(extracted, before) : extracted;
    this.#facts.set(file, after);
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
