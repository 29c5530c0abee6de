import { resolve } from "node:path";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import {
  type BuiltInIo,
  isIoManager,
  type IoManager as OwnManager,
  readBuiltInIo,
} from "../core/definitions/io-manager.ts";
import { nodeFileSystem } from "../storage/file-system.ts";
import { framesIoManager } from "./frames-io-manager.ts";
import type { IoManager, ManagersByName } from "./io-manager.ts";
import { jsonIoManager } from "./json-io-manager.ts";
import { memoryIoManager } from "./memory-io-manager.ts";
import { ownIoManager } from "./own-io-manager.ts";

/**
 * The IO managers of an environment by name, from what its definition holds under `io`; `frames`, `json`, `memory` and `default` are always
 * there. Those built in record their own names, so that whoever reads a value needs no configuration. `project`: absolute folder from which
 * directories are named. Throws `io-manager-invalid`.
 */
export function ioManagersOf(io: Readonly<Record<string, unknown>>, project: string = process.cwd()): ManagersByName {
  // A journal may name any file, so only from the store and from these is read. What a manager of the user's own reads is its own matter.
  const directories = Object.values(io).flatMap((value) => {
    const directory = readBuiltInIo(value)?.directory;
    return directory === undefined ? [] : [resolve(project, directory)];
  });
  const frames = framesIoManager(nodeFileSystem, { directories });
  const memory = memoryIoManager();
  const builtIn = { frames, json: jsonIoManager(nodeFileSystem, { directories }), memory };
  const managers = Object.entries(io).map(([name, value]): [string, IoManager] => {
    const kind = readBuiltInIo(value);
    if (kind !== undefined) return [name, openBuiltIn(kind, builtIn, project, directories)];
    if (!isIoManager(value)) throw userError(definitionErrors.ioManagerInvalid, { name });
    return [name, ownIoManager(name, value as OwnManager)];
  });
  return { ...builtIn, default: frames, ...Object.fromEntries(managers) };
}

function openBuiltIn(
  { kind, directory }: BuiltInIo,
  shared: Readonly<Record<BuiltInIo["kind"], IoManager>>,
  project: string,
  directories: readonly string[],
): IoManager {
  if (directory === undefined) return shared[kind];
  const place = { directory: resolve(project, directory), directories };
  switch (kind) {
    case "frames":
      return framesIoManager(nodeFileSystem, place);
    case "json":
      return jsonIoManager(nodeFileSystem, place);
    case "memory":
      return shared.memory;
  }
}
