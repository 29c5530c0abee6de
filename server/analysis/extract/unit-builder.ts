import { hash } from "node:crypto";
import type { DoubtFact, RefFact, UnitFact } from "./file-facts.ts";
import { isSameRef, refKey } from "./unit-hash.ts";

type Pass = UnitFact["passes"][number];

/** Most units have none of most things: they share this. */
const none: readonly never[] = [];

/** So many are looked through one by one. */
const fewRefs = 12;

/** Collects what a walk over one unit finds. */
export class UnitBuilder {
  /** The normal form so far. */
  out = "";
  changesArguments = false;
  changesThis = false;
  aliasOf: number | undefined;
  readonly refs: RefFact[] = [];
  #places: Map<string, number> | undefined;
  #loadWrites: number[] | undefined;
  #loadCalls: number[] | undefined;
  #writes: number[] | undefined;
  #softWrites: number[] | undefined;
  #passes: Pass[] | undefined;
  #assigns: string[] | undefined;
  #doubts: DoubtFact[] | undefined;

  /** The place of a reference, new or known. */
  ref(fact: RefFact): number {
    const known = this.#places === undefined ? this.#find(fact) : this.#places.get(refKey(fact));
    if (known !== undefined) return known;
    const place = this.refs.push(fact) - 1;
    this.#places?.set(refKey(fact), place);
    if (place === fewRefs) this.#places = new Map(this.refs.map((each, index) => [refKey(each), index]));
    return place;
  }

  #find(fact: RefFact): number | undefined {
    for (let place = 0; place < this.refs.length; place += 1) {
      const known = this.refs[place];
      if (known !== undefined && isSameRef(known, fact)) return place;
    }
    return undefined;
  }

  write(place: number, atLoad: boolean): void {
    this.#writes = withOne(this.#writes, place);
    if (atLoad) this.#loadWrites = withOne(this.#loadWrites, place);
  }

  softWrite(place: number): void {
    this.#softWrites = withOne(this.#softWrites, place);
  }

  loadCall(place: number): void {
    this.#loadCalls = withOne(this.#loadCalls, place);
  }

  pass(pass: Pass): void {
    this.#passes ??= [];
    this.#passes.push(pass);
  }

  assign(name: string): void {
    this.#assigns = withOne(this.#assigns, name);
  }

  doubt(doubt: DoubtFact): void {
    this.#doubts ??= [];
    this.#doubts.push(doubt);
  }

  finish(names: readonly string[], kind: UnitFact["kind"], line: number): UnitFact {
    return {
      names,
      kind,
      shape: hash("sha1", this.out),
      refs: this.refs.length === 0 ? none : this.refs,
      loadWrites: this.#loadWrites ?? none,
      loadCalls: this.#loadCalls ?? none,
      writes: this.#writes ?? none,
      softWrites: this.#softWrites ?? none,
      passes: this.#passes ?? none,
      assigns: this.#assigns ?? none,
      changesArguments: this.changesArguments,
      changesThis: this.changesThis,
      aliasOf: this.aliasOf,
      doubts: this.#doubts ?? none,
      line,
    };
  }
}

function withOne<Item>(list: Item[] | undefined, item: Item): Item[] {
  if (list === undefined) return [item];
  if (!list.includes(item)) list.push(item);
  return list;
}
