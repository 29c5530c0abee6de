import { hash } from "node:crypto";
import type { DoubtFact, RefFact, UnitFact } from "./file-facts.ts";

/** Collects what a walk over one unit finds. */
export class UnitBuilder {
  /** The normal form so far. */
  out = "";
  changesArguments = false;
  aliasOf: number | undefined;
  readonly refs: RefFact[] = [];
  readonly loadWrites = new Set<number>();
  readonly loadCalls = new Set<number>();
  readonly writes = new Set<number>();
  readonly softWrites = new Set<number>();
  readonly passes: { readonly what: number; readonly to: number; readonly load: boolean }[] = [];
  readonly assigns = new Set<string>();
  readonly doubts: DoubtFact[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a reference, new or known. */
  ref(fact: RefFact): number {
    const key = keyOf(fact);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.refs.push(fact) - 1;
    this.#places.set(key, place);
    return place;
  }

  finish(names: readonly string[], kind: UnitFact["kind"], line: number, changesThis: boolean): UnitFact {
    const shape = hash("sha1", this.out);
    return {
      names,
      kind,
      shape,
      hash: this.refs.length === 0 ? shape : hash("sha1", `${shape}\n${this.refs.map(keyOf).join("\n")}`),
      refs: this.refs,
      loadWrites: [...this.loadWrites],
      loadCalls: [...this.loadCalls],
      writes: [...this.writes],
      softWrites: [...this.softWrites],
      passes: this.passes,
      assigns: [...this.assigns],
      changesArguments: this.changesArguments,
      changesThis,
      aliasOf: this.aliasOf,
      doubts: this.doubts,
      line,
    };
  }
}

function keyOf(fact: RefFact): string {
  switch (fact.kind) {
    case "name":
      return `n${fact.called ? "c" : ""} ${fact.name}${fact.member === undefined ? "" : `.${fact.member}`}`;
    case "module":
      return `m ${fact.specifier} ${fact.member ?? "*"}`;
    case "file":
      return `f ${fact.path}`;
    case "global":
      return `g ${fact.name}`;
    case "jsx":
      return "jsx";
    default:
      return fact satisfies never;
  }
}
