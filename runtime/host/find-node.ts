import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";

/** The Node that runs the user's code. */
export interface FoundNode {
  readonly path: string;
  readonly version: string;
  readonly from: "setting" | "PATH" | "this process";
  /** To be added to the environment of processes that it runs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where to look; each is this process's own when it is absent. */
export interface NodeSurroundings {
  /** The setting; used as it is, so that a mistake in it is seen. */
  readonly setting?: string;
  readonly searchPath?: string;
  readonly platform?: NodeJS.Platform;
  readonly self?: { readonly path: string; readonly isElectron: boolean };
  /** Version of Node that this file is; rejects when it is none. */
  readonly askVersion?: (file: string, environment: Readonly<Record<string, string>>) => Promise<string>;
  readonly isFile?: (file: string) => boolean;
}

/** `node:sqlite` without a flag. */
const oldestNode = [22, 13] as const;

const answerMilliseconds = 10_000;

interface Candidate {
  readonly path: string;
  readonly from: FoundNode["from"];
  readonly environment: Readonly<Record<string, string>>;
}

/** The setting, else the first that is new enough of: Node in PATH, and this process's own. Throws `node-missing` with what was tried. */
export async function findNode(surroundings: NodeSurroundings = {}): Promise<FoundNode> {
  const { askVersion = askNode } = surroundings;
  const tried: string[] = [];
  for (const candidate of candidates(surroundings)) {
    const version = await askVersion(candidate.path, candidate.environment).catch(() => undefined);
    if (version !== undefined && isNewEnough(version)) return { ...candidate, version };
    tried.push(`${candidate.path} (${candidate.from}) is ${version === undefined ? "no Node" : version}`);
  }
  throw userError(runErrors.nodeMissing, { tried: tried.length === 0 ? "no node in PATH" : tried.join(", ") });
}

/** Whether a version such as `v24.1.0` or `22.13.0` can run assets. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

function candidates(surroundings: NodeSurroundings): readonly Candidate[] {
  const { setting } = surroundings;
  if (setting !== undefined && setting !== "") return [{ path: setting, from: "setting", environment: {} }];
  const self = surroundings.self ?? { path: process.execPath, isElectron: process.versions["electron"] !== undefined };
  return [
    ...inSearchPath(surroundings).map((file): Candidate => ({ path: file, from: "PATH", environment: {} })),
    { path: self.path, from: "this process", environment: self.isElectron ? { ELECTRON_RUN_AS_NODE: "1" } : {} },
  ];
}

function inSearchPath(surroundings: NodeSurroundings): readonly string[] {
  const { platform = process.platform, searchPath = process.env["PATH"] ?? "", isFile = isPlainFile } = surroundings;
  const paths = platform === "win32" ? path.win32 : path.posix;
  const name = platform === "win32" ? "node.exe" : "node";
  const folders = searchPath
    .split(paths.delimiter)
    // Windows allows quotes around a folder; a relative one would depend on where this process stands.
    .map((folder) => folder.replace(/^"(.*)"$/, "$1"))
    .filter((folder) => paths.isAbsolute(folder));
  return [...new Set(folders.map((folder) => paths.join(folder, name)))].filter(isFile);
}

function isPlainFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function askNode(file: string, environment: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      ["-p", "process.versions.node"],
      { env: { ...process.env, ...environment }, timeout: answerMilliseconds, windowsHide: true },
      (error, output) => {
        const version = output.trim();
        if (error === null && /^\d+\.\d+\.\d+/.test(version)) resolve(version);
        else reject(error ?? new Error(`Not a version: ${version}`));
      },
    );
  });
}
