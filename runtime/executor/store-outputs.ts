import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { Metadata as RecordedMetadata } from "../../protocol/record/metadata.ts";
import { recordedUnasked } from "../../protocol/record/metadata.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import type { Log } from "../core/definitions/resource.ts";
import type { IoManager, WrittenValue } from "../io/io-manager.ts";
import { storeContext } from "./io-context.ts";
import type { RunScope } from "./run-scope.ts";

/** Stores what an asset's function returned; undefined: it returned nothing, so nothing is stored. */
export async function storeOutput(
  scope: RunScope,
  definition: AssetDefinition,
  value: unknown,
  attempt: { readonly log: Log; readonly signal: AbortSignal },
): Promise<WrittenValue | undefined> {
  if (value === undefined) return undefined;
  const written = await managerOf(scope, definition).store(storeContext(scope, definition, attempt), value);
  // Under the name by which it was chosen, so that its options are found again when the value is loaded.
  return definition.io === undefined ? written : { ...written, stored: { ...written.stored, manager: definition.io } };
}

/** The IO manager that an asset chose. */
export function managerOf(scope: RunScope, definition: AssetDefinition): IoManager {
  const manager = scope.ioManagers[definition.io ?? "default"];
  if (manager !== undefined) return manager;
  throw userError(runErrors.ioManagerMissing, { key: definition.key, manager: definition.io ?? "default" });
}

/** What is recorded of every materialization unasked. `seconds`: of the function. */
export function metadataUnasked(written: WrittenValue | undefined, seconds: number): RecordedMetadata {
  const { rows, columns, stored } = written ?? {};
  return {
    ...(rows !== undefined && { [recordedUnasked.rows]: { type: "int", value: rows } }),
    ...(stored !== undefined && { [recordedUnasked.bytes]: { type: "int", value: stored.bytes } }),
    [recordedUnasked.seconds]: { type: "float", value: seconds },
    ...(columns !== undefined && {
      [recordedUnasked.columns]: { type: "json", value: columns.map(({ name, type }) => ({ name, type })) },
    }),
  };
}
