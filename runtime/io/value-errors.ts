import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import { hasCode } from "../storage/file-system.ts";
import { FramesError, framesVersion, UnstorableError } from "./frames.ts";

/** The error for people of a value that could not be stored. */
export function storingError(error: unknown): unknown {
  return error instanceof UnstorableError ? userError(storeErrors.valueNotStorable, error.found) : error;
}

/** The error for people of a value that could not be loaded. */
export function loadingError(error: unknown, asset: string, stored: StoredValue): unknown {
  if (hasCode(error, "ENOENT")) return userError(storeErrors.valueMissing, { asset, path: stored.path ?? "" });
  if (!(error instanceof FramesError)) return error;
  if (error.version !== undefined && error.version > framesVersion) {
    return userError(storeErrors.valueNewer, { asset, found: error.version, known: framesVersion });
  }
  return userError(storeErrors.valueDamaged, { asset, why: error.message });
}
