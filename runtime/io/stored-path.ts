import { isAbsolute, relative, resolve, sep } from "node:path";
import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";

/**
 * The absolute path of a stored value's file, from what its event says. A journal may come from anywhere, as with a cloned repository:
 * throws `value-outside` for a path that leads neither into the environment's folder nor into one of `directories`, which the project
 * itself names.
 */
export function resolveStoredPath(
  folder: string,
  stored: string,
  asset: string,
  directories: readonly string[] = [],
): string {
  const path = resolve(folder, stored);
  if (![folder, ...directories].some((root) => isInside(root, path))) {
    throw userError(storeErrors.valueOutside, { asset, path: stored });
  }
  return path;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
