import { type UserError, userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { FileSystem } from "./file-system.ts";
import { inspectStore, makeStore, type StoreFolder, storeFormat } from "./store-folder.ts";

export interface PreparedFolder {
  /** There is no store, and none was to be made. */
  readonly missing: boolean;
  /** Why nothing may be appended. */
  readonly refusal: UserError | undefined;
}

/** Looks at what lies in the folder of a store, and makes what is missing when it is to be written. Never throws. */
export function prepareFolder(fileSystem: FileSystem, names: StoreFolder, access: "write" | "read"): PreparedFolder {
  const { folder } = names;
  try {
    const found = inspectStore(fileSystem, names);
    const missing = found.kind === "missing" && access === "read";
    if (found.kind === "newer") {
      return { missing, refusal: userError(storeErrors.newer, { folder, found: found.found, known: storeFormat }) };
    }
    if (found.kind === "unknown") {
      return { missing, refusal: userError(storeErrors.unknownFormat, { folder, why: found.why }) };
    }
    if (access === "read") return { missing, refusal: userError(storeErrors.readOnly, { folder }) };
  } catch (error) {
    return { missing: false, refusal: userError(storeErrors.unreadable, { folder, why: messageOf(error) }) };
  }
  try {
    makeStore(fileSystem, names);
    return { missing: false, refusal: undefined };
  } catch (error) {
    return { missing: false, refusal: cannotWrite(folder, error) };
  }
}

export function cannotWrite(folder: string, error: unknown): UserError {
  return userError(storeErrors.cannotWrite, { folder, why: messageOf(error) });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
