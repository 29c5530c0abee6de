import { hash } from "node:crypto";
import type { RefFact, UnitFact } from "./file-facts.ts";

/** Of a unit's normal form with the names that it refers to: what a person calls the same code has the same. */
export function unitHash({ shape, refs }: Pick<UnitFact, "shape" | "refs">): string {
  return refs.length === 0 ? shape : hash("sha1", `${shape}\n${refs.map(refKey).join("\n")}`);
}

export function isSameRef(one: RefFact, other: RefFact): boolean {
  if (one.kind === "name") {
    return (
      other.kind === "name" && one.name === other.name && one.called === other.called && one.member === other.member
    );
  }
  return one.kind === other.kind && refKey(one) === refKey(other);
}

/** Equal for references to the same thing. */
export function refKey(fact: RefFact): string {
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
