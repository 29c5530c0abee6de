import { isBuiltin } from "node:module";
import path from "node:path/posix";
import { packageName } from "../extract/common-names.ts";
import { isAbove, isSource } from "../files/project-files.ts";
import type { SourceTexts } from "../files/source-texts.ts";
import { exportTargets } from "./package-exports.ts";
import { readTypeScriptConfig, type TypeScriptConfig } from "./typescript-config.ts";
import { findWorkspacePackages, type PackageManifest, readManifest } from "./workspace-packages.ts";

/** What an import means. */
export type ModuleTarget =
  | { readonly kind: "source"; readonly file: string }
  /** JSON, SQL, text: its content counts. */
  | { readonly kind: "data"; readonly file: string }
  | { readonly kind: "package"; readonly name: string; readonly subpath: string; readonly folder: string | undefined }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "missing"; readonly specifier: string };

const extensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
const written: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/** Resolves imports as the bundler does, without running or type-checking anything. */
export class ModuleResolver {
  readonly #texts: SourceTexts;
  readonly #isKnown: (file: string) => boolean;
  #packageFolders: readonly string[] = [];
  #packages: ReadonlyMap<string, PackageManifest> | undefined;
  readonly #answers = new Map<string, ModuleTarget>();
  readonly #configs = new Map<string, TypeScriptConfig | undefined>();
  readonly #manifests = new Map<string, PackageManifest | undefined>();
  readonly #files = new Map<string, boolean>();

  constructor(texts: SourceTexts, isKnown: (file: string) => boolean) {
    this.#texts = texts;
    this.#isKnown = isKnown;
  }

  /** Forgets all answers: files came or went, or a manifest or config changed. */
  reset(packageFolders: readonly string[]): void {
    this.#packageFolders = packageFolders;
    this.#packages = undefined;
    this.#answers.clear();
    this.#configs.clear();
    this.#manifests.clear();
    this.#files.clear();
  }

  resolve(from: string, specifier: string): ModuleTarget {
    const folder = path.dirname(from);
    const key = `${folder}\n${specifier}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#resolve(from, folder, specifier);
    this.#answers.set(key, answer);
    return answer;
  }

  /** The nearest `tsconfig.json` (or `jsconfig.json`) at or above a folder. */
  configOf(folder: string): TypeScriptConfig | undefined {
    if (this.#configs.has(folder)) return this.#configs.get(folder);
    let config: TypeScriptConfig | undefined;
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      config ??= readTypeScriptConfig(this.#texts, path.join(folder, name));
    }
    if (config === undefined && folder !== "." && !isAbove(folder)) config = this.configOf(path.join(folder, ".."));
    this.#configs.set(folder, config);
    return config;
  }

  #resolve(from: string, folder: string, written: string): ModuleTarget {
    const specifier = written.replace(/\?[\w=&-]*$/, "");
    if (specifier.startsWith("node:") || (isBuiltin(specifier) && this.#packages?.get(specifier) === undefined)) {
      return { kind: "builtin", name: specifier.replace(/^node:/, "") };
    }
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#path(path.join(folder, specifier), specifier);
    if (specifier.startsWith("/")) return this.#path(specifier.slice(1), specifier);
    const aliased = this.#alias(folder, specifier);
    if (aliased !== undefined) return aliased;
    if (specifier.startsWith("#")) return this.#internal(folder, specifier);
    return this.#package(from, specifier);
  }

  #path(target: string, specifier: string): ModuleTarget {
    return this.#tryPath(target) ?? { kind: "missing", specifier };
  }

  #tryPath(target: string): ModuleTarget | undefined {
    const extension = path.extname(target);
    const stem = target.slice(0, target.length - extension.length);
    for (const replacement of written[extension] ?? []) {
      if (this.#isFile(stem + replacement)) return { kind: "source", file: stem + replacement };
    }
    if (extension !== "" && this.#isFile(target)) {
      if (isSource(target)) return { kind: "source", file: target };
      if (!/\.d\.[mc]?ts$/.test(target)) return { kind: "data", file: target };
    }
    for (const added of extensions) if (this.#isFile(target + added)) return { kind: "source", file: target + added };
    if (this.#isFile(`${target}.json`)) return { kind: "data", file: `${target}.json` };
    const manifest = target === "." ? undefined : this.#manifest(target);
    const main = manifest?.json.main;
    if (typeof main === "string") {
      const found = this.#tryPath(path.join(target, main));
      if (found !== undefined) return found;
    }
    for (const added of extensions) {
      const index = path.join(target, `index${added}`);
      if (this.#isFile(index)) return { kind: "source", file: index };
    }
    return undefined;
  }

  #alias(folder: string, specifier: string): ModuleTarget | undefined {
    const config = this.configOf(folder);
    if (config === undefined) return undefined;
    let best: { readonly length: number; readonly rest: string; readonly targets: readonly string[] } | undefined;
    for (const { pattern, targets } of config.paths) {
      const star = pattern.indexOf("*");
      if (star === -1) {
        if (pattern === specifier) best = { length: Number.POSITIVE_INFINITY, rest: "", targets };
        continue;
      }
      const prefix = pattern.slice(0, star);
      const suffix = pattern.slice(star + 1);
      if (!specifier.startsWith(prefix) || !specifier.endsWith(suffix)) continue;
      if (specifier.length < prefix.length + suffix.length || (best !== undefined && best.length > prefix.length))
        continue;
      best = { length: prefix.length, rest: specifier.slice(prefix.length, specifier.length - suffix.length), targets };
    }
    for (const target of best?.targets ?? []) {
      const found = this.#tryPath(path.normalize(target.replace("*", best?.rest ?? "")));
      if (found !== undefined && !isInstalled(found)) return found;
    }
    return config.baseUrl === undefined ? undefined : this.#tryPath(path.join(config.baseUrl, specifier));
  }

  /** `#name`: the `imports` of the nearest manifest. */
  #internal(folder: string, specifier: string): ModuleTarget {
    for (const at of upwards(folder)) {
      const manifest = this.#manifest(at);
      if (manifest === undefined) continue;
      for (const target of exportTargets(manifest.json.imports, specifier)) {
        if (!target.startsWith(".")) return this.#package(path.join(at, "package.json"), target);
        const found = this.#tryPath(path.join(at, target));
        if (found !== undefined) return found;
      }
      break;
    }
    return { kind: "missing", specifier };
  }

  #package(from: string, specifier: string): ModuleTarget {
    const parts = specifier.split("/");
    const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? specifier);
    const subpath = specifier === name ? "." : `.${specifier.slice(name.length)}`;
    // The package of the API itself is never followed, not even where its source is in the workspace.
    if (name === packageName) return { kind: "package", name, subpath, folder: undefined };
    this.#packages ??= findWorkspacePackages(this.#texts, this.#packageFolders);
    const own = this.#packages.get(name);
    if (own !== undefined && own.folder !== ".") return this.#inPackage(own, subpath, specifier);
    for (const at of upwards(path.dirname(from))) {
      const folder = path.join(at, "node_modules", name);
      if (!this.#texts.exists(folder)) continue;
      const real = this.#texts.real(folder);
      if (real !== undefined && real !== folder && !real.split("/").includes("node_modules")) {
        const manifest = this.#manifest(real);
        if (manifest !== undefined) return this.#inPackage(manifest, subpath, specifier);
      }
      return { kind: "package", name, subpath, folder };
    }
    if (own !== undefined) return this.#inPackage(own, subpath, specifier);
    return { kind: "package", name, subpath, folder: undefined };
  }

  /** A package whose source is here. What it exports may not be built: then its source stands for it. */
  #inPackage(manifest: PackageManifest, subpath: string, specifier: string): ModuleTarget {
    const { folder, json } = manifest;
    const targets =
      json.exports === undefined
        ? subpath === "."
          ? [json.source, json.module, json.main, "./index"].filter((target) => typeof target === "string")
          : [subpath]
        : exportTargets(json.exports, subpath);
    for (const target of [...targets, ...targets.flatMap(sourcesOf)]) {
      const found = this.#tryPath(path.join(folder, target));
      if (found !== undefined) return found;
    }
    for (const target of subpath === "." ? ["src/index", "index"] : [`src/${subpath}`, subpath]) {
      const found =
        json.exports === undefined || subpath === "." ? this.#tryPath(path.join(folder, target)) : undefined;
      if (found !== undefined) return found;
    }
    return { kind: "missing", specifier };
  }

  #manifest(folder: string): PackageManifest | undefined {
    if (!this.#manifests.has(folder)) this.#manifests.set(folder, readManifest(this.#texts, folder));
    return this.#manifests.get(folder);
  }

  #isFile(file: string): boolean {
    if (this.#isKnown(file)) return true;
    let known = this.#files.get(file);
    if (known === undefined) {
      known = this.#texts.isFile(file);
      this.#files.set(file, known);
    }
    return known;
  }
}

function isInstalled(target: ModuleTarget): boolean {
  return (target.kind === "source" || target.kind === "data") && target.file.split("/").includes("node_modules");
}

/** The folder, and those above it, a few beyond the project too: a monorepo's root may be there. */
function upwards(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; at.length <= highest.length || !isAbove(at); at = path.join(at, "..")) folders.push(at);
  return folders;
}

const highest = "../../../..";

/** Where the source of a built file usually is. */
function sourcesOf(target: string): readonly string[] {
  const inner = target.replace(/\.d\.([mc]?)ts$/, ".$1js");
  const moved = inner.replace(/(^|\/)(?:dist|build|lib|out)\/(?:(?:esm|cjs|types|src)\/)?/, "$1src/");
  return moved === inner ? [] : [moved];
}
