import { packageName } from "../extract/common-names.ts";
import type { FactStore } from "./fact-store.ts";

export interface ReadSources {
  /** Files whose calls may define something, in order. */
  readonly defining: readonly string[];
  /** Some module hands on the package's functions, so every file may define assets. */
  readonly readsAll: boolean;
}

/** Reads the files of a project that may define something: those that name the package, or all if one hands it on. */
export function readSources(store: FactStore): ReadSources {
  const defining: string[] = [];
  const left: string[] = [];
  let readsAll = false;
  for (const file of store.sources()) {
    if (!store.isKnown(file)) {
      const text = store.isUnnamed(file) ? "" : store.texts.text(file);
      if (text === undefined) continue;
      if (!text.includes(packageName)) {
        store.noteUnnamed(file);
        left.push(file);
        continue;
      }
      store.adopt(file, text);
    }
    const kept = store.kept(file);
    readsAll ||= kept?.handsOn === true;
    if (kept?.defines === true) defining.push(file);
  }
  if (!readsAll) return { defining, readsAll };
  for (const file of left) if (store.kept(file)?.defines === true) defining.push(file);
  return { defining, readsAll };
}

/** Reads files that are no sources now, as what the compiler writes: another time they may be. */
export function readRest(store: FactStore, files: Iterable<string>): void {
  for (const file of files) {
    if (store.isKnown(file) || store.isUnnamed(file)) continue;
    const text = store.texts.text(file);
    if (text?.includes(packageName) === true) store.adopt(file, text);
    else if (text !== undefined) store.noteUnnamed(file);
  }
}

/** Reads what these files load, and what that loads. */
export function readClosure(store: FactStore): void {
  const open = [...store.known()];
  const seen = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const facts = store.facts(file);
    for (const specifier of facts === undefined ? [] : [...facts.loads.map((load) => load.specifier), ...facts.stars]) {
      const target = store.resolve(file, specifier);
      if (target.kind !== "source" || seen.has(target.file)) continue;
      seen.add(target.file);
      open.push(target.file);
    }
  }
}
