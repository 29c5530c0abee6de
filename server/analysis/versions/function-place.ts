import type { FunctionUnits } from "../link/linked-file.ts";

/** Where an owner's function stands. */
export interface FunctionPlace {
  readonly file: string;
  readonly units: FunctionUnits;
}

export function isSamePlace(one: FunctionPlace, other: FunctionPlace): boolean {
  return (
    one.file === other.file && one.units.compute === other.units.compute && one.units.schema === other.units.schema
  );
}
