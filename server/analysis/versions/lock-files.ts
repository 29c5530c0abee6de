import { parseLooseJson } from "../link/loose-json.ts";
import { objectOf } from "../link/typescript-config.ts";
import { type IndentedMap, parseIndented } from "./indented-text.ts";

/** One installed package, as a lock file knows it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** What was downloaded: integrity, checksum, or where from. */
  readonly content: string;
  /** Places of what it depends on. */
  readonly dependencies: readonly string[];
}

/** A lock file: packages by place, and how an import finds its place. */
export interface LockFile {
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** The place of a package as seen from a folder, whose manifest asks for this range. */
  find(name: string, folder: string, range: string | undefined): string | undefined;
}

/** Reads the lock file of npm (`package-lock.json`, versions 1 to 3). */
export function readNpmLock(text: string): LockFile | undefined {
  const lock = objectOf(parseLooseJson(text));
  if (lock === undefined) return undefined;
  const entries = new Map<string, Record<string, unknown>>();
  const listed = objectOf(lock.packages);
  if (listed !== undefined) {
    for (const [place, entry] of Object.entries(listed)) entries.set(place, objectOf(entry) ?? {});
  } else collectOld(lock, "", entries);
  const places = new Set(entries.keys());
  const find = (name: string, folder: string): string | undefined => {
    for (let at = folder === "." ? "" : folder; ; at = parentOf(at)) {
      const place = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
      if (places.has(place)) return place;
      if (at === "") return undefined;
    }
  };
  const packages = new Map<string, LockedPackage>();
  for (const [place, entry] of entries) {
    if (!place.includes("node_modules/")) continue;
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const wanted = ["dependencies", "optionalDependencies", "peerDependencies", "requires"].flatMap((field) =>
      Object.keys(objectOf(entry[field]) ?? {}),
    );
    packages.set(place, {
      name,
      version: textIn(entry, "version") ?? "",
      content: textIn(entry, "integrity") ?? textIn(entry, "resolved") ?? "",
      dependencies: wanted.flatMap((dependency) => find(dependency, place) ?? []),
    });
  }
  return { packages, find };
}

function collectOld(
  entry: Record<string, unknown>,
  place: string,
  entries: Map<string, Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(objectOf(entry.dependencies) ?? {})) {
    const inner = objectOf(value);
    if (inner === undefined) continue;
    const at = place === "" ? `node_modules/${name}` : `${place}/node_modules/${name}`;
    const { dependencies: _, ...own } = inner;
    entries.set(at, own);
    collectOld(inner, at, entries);
  }
}

/** From a folder to the one that its own `node_modules` lies in, else to the one above. */
function parentOf(place: string): string {
  const nested = place.lastIndexOf("/node_modules/");
  const slash = place.lastIndexOf("/");
  if (place.startsWith("node_modules/") && nested === -1) return "";
  if (nested !== -1 && place.indexOf("/", nested + "/node_modules/".length) === slash) return place.slice(0, nested);
  if (nested !== -1 && slash <= nested + "/node_modules/".length) return place.slice(0, nested);
  return slash === -1 ? "" : place.slice(0, slash);
}

/** Reads the lock file of pnpm (`pnpm-lock.yaml`, versions 5 to 9). */
export function readPnpmLock(text: string): LockFile | undefined {
  const lock = parseIndented(text);
  const importers = mapIn(lock, "importers") ?? { ".": lock };
  const listed = mapIn(lock, "packages") ?? {};
  const snapshots = mapIn(lock, "snapshots") ?? {};
  const packages = new Map<string, LockedPackage>();
  const plain = (place: string): string => place.replace(/^\//, "").replace(/\(.*$/, "");
  const placeOf = (name: string, version: string): string => {
    if (version.startsWith("link:") || version.startsWith("file:")) return "";
    const bare = version.replace(/^\//, "");
    return bare.startsWith(`${name}@`) ? bare : /^(?:@[^/]+\/)?[^/@]+@\d/.test(bare) ? bare : `${name}@${bare}`;
  };
  const dependenciesOf = (entry: IndentedMap): readonly string[] =>
    ["dependencies", "optionalDependencies"].flatMap((field) =>
      Object.entries(mapIn(entry, field) ?? {}).flatMap(([name, version]) =>
        typeof version === "string" ? [placeOf(name, version)] : [],
      ),
    );
  const places = Object.keys(snapshots).length > 0 ? snapshots : listed;
  for (const place of Object.keys(places)) {
    const old = /^\/((?:@[^/]+\/)?[^/@]+)\/(\d[^/]*)$/.exec(place);
    const key = old === null ? place.replace(/^\//, "") : `${old[1]}@${old[2]?.replace(/_.*$/, "")}`;
    const at = key.lastIndexOf("@", key.indexOf("(") === -1 ? undefined : key.indexOf("("));
    const entry = mapIn(places, place) ?? {};
    const about = mapIn(listed, place) ?? mapIn(listed, plain(place)) ?? mapIn(listed, `/${plain(place)}`) ?? entry;
    const resolution = mapIn(about, "resolution") ?? {};
    packages.set(key, {
      name: key.slice(0, at),
      version: plain(key.slice(at + 1)),
      content: textIn(resolution, "integrity") ?? textIn(resolution, "tarball") ?? "",
      dependencies: dependenciesOf(entry),
    });
  }
  const find = (name: string, folder: string): string | undefined => {
    for (let at = folder; ; at = at.includes("/") ? at.slice(0, at.lastIndexOf("/")) : ".") {
      const importer = mapIn(importers, at);
      for (const field of ["dependencies", "optionalDependencies", "devDependencies"]) {
        const found = mapIn(importer, field)?.[name];
        const version = typeof found === "string" ? found : textIn(found, "version");
        if (version !== undefined) return placeOf(name, version);
      }
      if (at === ".") return undefined;
    }
  };
  return { packages, find };
}

/** Reads the lock file of yarn, of version 1 or later. */
export function readYarnLock(text: string): LockFile | undefined {
  const lock = parseIndented(text);
  const byDescriptor = new Map<string, string>();
  const packages = new Map<string, LockedPackage>();
  const nameOf = (descriptor: string): string => descriptor.slice(0, descriptor.indexOf("@", 1));
  for (const [descriptors, entry] of Object.entries(lock)) {
    if (typeof entry === "string" || descriptors === "__metadata") continue;
    const all = descriptors.split(",").map((each) => each.trim().replace(/^"|"$/g, ""));
    const [first = ""] = all;
    for (const each of all) byDescriptor.set(each.replace(/@npm:/, "@"), first);
    const wanted = ["dependencies", "optionalDependencies"].flatMap((field) =>
      Object.entries(mapIn(entry, field) ?? {}).map(([name, range]) => `${name}@${String(range).replace(/^npm:/, "")}`),
    );
    packages.set(first, {
      name: nameOf(first),
      version: textIn(entry, "version") ?? "",
      content: textIn(entry, "integrity") ?? textIn(entry, "checksum") ?? textIn(entry, "resolved") ?? "",
      dependencies: wanted,
    });
  }
  const linked = new Map(
    [...packages].map(([place, locked]) => [
      place,
      { ...locked, dependencies: locked.dependencies.flatMap((each) => byDescriptor.get(each) ?? []) },
    ]),
  );
  const find = (name: string, _folder: string, range: string | undefined): string | undefined => {
    const exact = range === undefined ? undefined : byDescriptor.get(`${name}@${range.replace(/^npm:/, "")}`);
    if (exact !== undefined) return exact;
    const alike = [...linked.keys()].filter((place) => nameOf(place) === name);
    return alike.length === 1 ? alike[0] : undefined;
  };
  return { packages: linked, find };
}

/** Reads the lock file of bun (`bun.lock`). */
export function readBunLock(text: string): LockFile | undefined {
  const listed = objectOf(objectOf(parseLooseJson(text))?.packages);
  if (listed === undefined) return undefined;
  const packages = new Map<string, LockedPackage>();
  const find = (name: string, within: string): string | undefined => {
    for (let at = within; at !== ""; at = at.includes("/") ? at.slice(0, at.lastIndexOf("/")) : "") {
      if (`${at}/${name}` in listed) return `${at}/${name}`;
    }
    return name in listed ? name : undefined;
  };
  for (const [place, entry] of Object.entries(listed)) {
    if (!Array.isArray(entry) || typeof entry[0] !== "string") continue;
    const id = entry[0];
    const at = id.indexOf("@", 1);
    const about = objectOf(entry.find((item) => objectOf(item) !== undefined)) ?? {};
    const last: unknown = entry.at(-1);
    const wanted = ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((field) =>
      Object.keys(objectOf(about[field]) ?? {}),
    );
    packages.set(place, {
      name: id.slice(0, at),
      version: id.slice(at + 1),
      content: typeof last === "string" ? last : "",
      dependencies: wanted.flatMap((name) => find(name, place) ?? []),
    });
  }
  return { packages, find: (name) => (name in listed ? name : undefined) };
}

function mapIn(map: unknown, name: string): IndentedMap | undefined {
  return objectOf(objectOf(map)?.[name]) as IndentedMap | undefined;
}

function textIn(map: unknown, name: string): string | undefined {
  const value = objectOf(map)?.[name];
  return typeof value === "string" ? value : undefined;
}
