import { hash } from "node:crypto";
import path from "node:path/posix";
import { isAbove } from "../files/project-files.ts";
import type { SourceTexts } from "../files/source-texts.ts";
import { objectOf } from "../link/typescript-config.ts";
import { type PackageManifest, readManifest } from "../link/workspace-packages.ts";
import { type LockFile, readBunLock, readNpmLock, readPnpmLock, readYarnLock } from "./lock-files.ts";

/** A package as an importing file gets it. */
export interface PackageVersion {
  /** Tells installations of the same name apart. */
  readonly place: string;
  readonly version: string;
  /** Of its content and of all that it depends on; "" for what is never followed. */
  readonly digest: string;
}

const lockFiles: readonly (readonly [name: string, read: (text: string) => LockFile | undefined])[] = [
  ["package-lock.json", readNpmLock],
  ["npm-shrinkwrap.json", readNpmLock],
  ["pnpm-lock.yaml", readPnpmLock],
  ["yarn.lock", readYarnLock],
  ["bun.lock", readBunLock],
];

/** Versions of packages, from the lock file, else from what is installed. */
export class PackageVersions {
  readonly #texts: SourceTexts;
  readonly #answers = new Map<string, PackageVersion | undefined>();
  readonly #manifests = new Map<string, PackageManifest | undefined>();
  readonly #digests = new Map<string, string>();
  #lock: { readonly lock: LockFile | undefined; readonly folder: string } | undefined;
  #patches: readonly string[] | undefined;

  constructor(texts: SourceTexts) {
    this.#texts = texts;
  }

  reset(): void {
    this.#answers.clear();
    this.#manifests.clear();
    this.#digests.clear();
    this.#lock = undefined;
    this.#patches = undefined;
  }

  /** undefined: neither locked nor installed. */
  of(name: string, importer: string): PackageVersion | undefined {
    if (name === "evergraph") return { place: "", version: "", digest: "" };
    const folder = path.dirname(importer);
    const key = `${folder} ${name}`;
    if (this.#answers.has(key)) return this.#answers.get(key);
    const answer = this.#locked(name, folder) ?? this.#installed(name, folder);
    this.#answers.set(key, answer);
    return answer;
  }

  #locked(name: string, folder: string): PackageVersion | undefined {
    this.#lock ??= this.#readLock();
    const { lock, folder: lockFolder } = this.#lock;
    if (lock === undefined) return undefined;
    const within = this.#texts.between(lockFolder, folder);
    const place = lock.find(name, within, this.#range(name, folder));
    const locked = place === undefined ? undefined : lock.packages.get(place);
    if (place === undefined || locked === undefined) return undefined;
    let digest = this.#digests.get(place);
    if (digest === undefined) {
      const reached = new Set<string>();
      const open = [place];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (reached.has(at)) continue;
        reached.add(at);
        open.push(...(lock.packages.get(at)?.dependencies ?? []));
      }
      const identities = [...reached].map((at) => {
        const each = lock.packages.get(at);
        return `${each?.name} ${each?.version} ${each?.content} ${this.#patch(each?.name ?? "")}`;
      });
      digest = hash("sha1", [...new Set(identities)].sort().join("\n"));
      this.#digests.set(place, digest);
    }
    return { place, version: locked.version, digest };
  }

  #installed(name: string, folder: string): PackageVersion | undefined {
    const identities = new Set<string>();
    const visit = (wanted: string, from: string): PackageManifest | undefined => {
      const manifest = this.#find(wanted, from);
      if (manifest === undefined) return undefined;
      const identity = `${wanted} ${manifest.version ?? ""}  ${this.#patch(wanted)}`;
      if (identities.has(identity)) return manifest;
      identities.add(identity);
      for (const dependency of Object.keys(objectOf(manifest.json.dependencies) ?? {}))
        visit(dependency, manifest.folder);
      return manifest;
    };
    const manifest = visit(name, folder);
    if (manifest === undefined) return undefined;
    return {
      place: manifest.folder,
      version: manifest.version ?? "",
      digest: hash("sha1", [...identities].sort().join("\n")),
    };
  }

  #find(name: string, from: string): PackageManifest | undefined {
    for (let at = from, above = 0; above < 4; at = path.join(at, "..")) {
      if (isAbove(at)) above += 1;
      const folder = path.join(at, "node_modules", name);
      if (!this.#manifests.has(folder)) this.#manifests.set(folder, readManifest(this.#texts, folder));
      const manifest = this.#manifests.get(folder);
      if (manifest !== undefined) return manifest;
    }
    return undefined;
  }

  /** The range that the nearest manifest asks for. */
  #range(name: string, folder: string): string | undefined {
    for (let at = folder; ; at = path.join(at, "..")) {
      const manifest = readManifest(this.#texts, at);
      for (const field of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
        const range = objectOf(manifest?.json[field])?.[name];
        if (typeof range === "string") return range;
      }
      if (at === "." || isAbove(at)) return undefined;
    }
  }

  #readLock(): { readonly lock: LockFile | undefined; readonly folder: string } {
    for (const folder of [".", "..", "../..", "../../.."]) {
      if (folder !== "." && !this.#isWorkspaceRoot(folder)) continue;
      for (const [name, read] of lockFiles) {
        const text = this.#texts.text(path.join(folder, name));
        const lock = text === undefined ? undefined : read(text);
        if (lock !== undefined) return { lock, folder };
      }
    }
    return { lock: undefined, folder: "." };
  }

  #isWorkspaceRoot(folder: string): boolean {
    if (this.#texts.exists(path.join(folder, "pnpm-workspace.yaml"))) return true;
    return readManifest(this.#texts, folder)?.json.workspaces !== undefined;
  }

  /** A patch that is applied to a package after it is installed. */
  #patch(name: string): string {
    this.#patches ??= this.#texts.namesIn("patches").filter((file) => file.endsWith(".patch"));
    const prefixes = [
      `${name.replaceAll("/", "+")}+`,
      `${name.replaceAll("/", "__")}@`,
      `${name.replaceAll("/", "-")}@`,
    ];
    const own = this.#patches.filter((file) => prefixes.some((prefix) => file.startsWith(prefix)));
    return own.map((file) => hash("sha1", this.#texts.text(`patches/${file}`) ?? "")).join(" ");
  }
}
