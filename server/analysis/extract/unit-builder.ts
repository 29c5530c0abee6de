import { hash } from "node:crypto";
import type { DoubtFact, RefFact, UnitFact } from "./file-facts.ts";
import { refKey } from "./unit-hash.ts";

type Pass = UnitFact["passes"][number];

/** Most units have none of most things: they share this. */
const none: readonly never[] = [];

/** Collects what a walk over one unit finds. */
export class UnitBuilder {
  /** The normal form so far. */
  out = "";
  changesArguments = false;
  changesThis = false;
  aliasOf: number | undefined;
  readonly refs: RefFact[] = [];
  readonly #keys: string[] = [];
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
    const key = refKey(fact);
    const known = this.#places === undefined ? this.#keys.indexOf(key) : (this.#places.get(key) ?? -1);
    if (known !== -1) return known;
    const place = this.refs.push(fact) - 1;
    this.#keys.push(key);
    this.#places?.set(key, place);
    if (place === 12) this.#places = new Map(this.#keys.map((each, index) => [each, index]));
    return place;
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
