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
    const isKnown = store.isKnown(file);
    const text = isKnown ? undefined : store.texts.text(file);
    if (!isKnown && text?.includes(packageName) !== true) {
      if (text !== undefined) left.push(file);
      continue;
    }
    const kept = text === undefined ? store.kept(file) : store.adopt(file, text);
    readsAll ||= kept?.handsOn === true;
    if (kept?.defines === true) defining.push(file);
  }
  if (!readsAll) return { defining, readsAll };
  for (const file of left) if (store.kept(file)?.defines === true) defining.push(file);
  return { defining, readsAll };
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
