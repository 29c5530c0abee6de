import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { type ErrorEntry, UserError } from "../protocol/errors/error-entry.ts";
import { storeErrors } from "../protocol/errors/store-errors.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import { runnerProtocol } from "../protocol/messages/runner-messages.ts";
import { formatCount } from "../protocol/record/format-facts.ts";
import { type FoundNode, findNode } from "../runtime/host/find-node.ts";
import { type FoundPackage, findPackage } from "../runtime/host/find-package.ts";
import { startRunner } from "../runtime/host/runner-process.ts";
import { type IndexFacts, openStore } from "../runtime/storage/journal-store.ts";
import { environmentFolder, storeFolder, storeFormat, storesFolder } from "../runtime/storage/store-folder.ts";
import { registryFileName } from "../server/analysis/types/registry-file.ts";
import { namesNotIgnored } from "./git-ignored.ts";
import { registryInclusion } from "./registry-inclusion.ts";

/** One thing that runs need, as it was found. */
export interface Finding {
  /** What was looked at. */
  readonly about: string;
  readonly state: "wrong" | "note" | "good";
  readonly text: string;
  /** What to do, when something is wrong or could be better. */
  readonly remedy?: string;
  readonly code?: string;
}

/** Looks for the Node that would run the user's code, for the package, and whether the one starts the other. */
export async function runnerFindings(project: string, ownVersion: string): Promise<readonly Finding[]> {
  const node = await findNode().catch(asUserError);
  const found = await Promise.resolve()
    .then(() => findPackage(project))
    .catch(asUserError);
  return [
    node instanceof UserError ? wrong("node", node) : good("node", `${node.version}, from ${node.from}: ${node.path}`),
    found instanceof UserError ? wrong("package", found) : packageFinding(project, found, ownVersion),
    ...(node instanceof UserError || found instanceof UserError ? [] : [await startFinding(project, node, found)]),
  ];
}

function packageFinding(project: string, { folder, version }: FoundPackage, ownVersion: string): Finding {
  const place = path.relative(project, folder);
  const text = `evergraph ${version}, ${place.startsWith("..") ? folder : place}`;
  if (version === ownVersion) return good("package", text);
  return {
    about: "package",
    state: "note",
    text: `${text}; this command is ${ownVersion}`,
    remedy: "Run the command of the project: `npx --no-install evergraph`.",
  };
}

async function startFinding(project: string, node: FoundNode, { runner }: FoundPackage): Promise<Finding> {
  const started = startRunner({ node, runner, project });
  try {
    await started.ready;
    return good("runner", `starts, and speaks protocol ${runnerProtocol} as this command does`);
  } catch (error) {
    return wrong("runner", asUserError(error));
  } finally {
    started.end();
    await started.ended;
  }
}

/** Looks at the folder where the environment keeps what happened. */
export async function storeFindings(project: string, environment: string): Promise<readonly Finding[]> {
  const folder = environmentFolder(project, environment);
  const shown = path.relative(project, folder);
  const unwritable = whyUnwritable(folder);
  if (unwritable !== undefined)
    return [wrong("store", errorOf(storeErrors.cannotWrite, { folder: shown, why: unwritable }))];
  if (!existsSync(storeFolder(folder).formatFile)) return [good("store", `${shown} is made by the first run`)];
  const store = await openStore({ folder, access: "read", index: "file" });
  try {
    const { problem } = store;
    const runs = formatCount(store.runs(Number.MAX_SAFE_INTEGER).length, "run");
    return [
      problem === undefined
        ? good("store", `${shown}, format ${storeFormat}, writable, ${runs}`)
        : {
            about: "store",
            state: problem.code === storeErrors.damaged.code ? "note" : "wrong",
            text: problem.message,
            ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }),
            ...(problem.code === undefined ? {} : { code: problem.code }),
          },
      indexFinding(store.index),
    ];
  } finally {
    await store.close();
  }
}

function indexFinding({ place, why, begunAnew }: IndexFacts): Finding {
  if (why !== undefined) {
    return {
      about: "index",
      state: "note",
      text: why.message,
      ...(why.remedy === undefined ? {} : { remedy: why.remedy }),
    };
  }
  return good("index", `kept in ${place === "file" ? "a file" : "memory"}${begunAnew ? ", made anew just now" : ""}`);
}

/** Nothing is written to find out: a folder that is there must be writable, of one that is not the nearest that is. */
function whyUnwritable(folder: string): string | undefined {
  let place = folder;
  while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
  try {
    accessSync(place, constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Looks at what the editor and git have to know of the files that Evergraph writes. */
export async function fileFindings(project: string): Promise<readonly Finding[]> {
  return [await gitFinding(project), typesFinding(project)];
}

async function gitFinding(project: string): Promise<Finding> {
  // The folder of the stores ignores itself as soon as it is there.
  const names = [registryFileName, ...(existsSync(path.join(project, storesFolder)) ? [] : [`${storesFolder}/`])];
  const missing = await namesNotIgnored(project, names);
  if (missing === undefined) return good("git", "no repository here");
  if (missing.length > 0) return wrong("git", errorOf(terminalErrors.notIgnored, { names: missing }));
  return good("git", `ignores ${registryFileName} and ${storesFolder}/`);
}

function typesFinding(folder: string): Finding {
  const file = "tsconfig.json";
  const inclusion = registryInclusion(folder);
  switch (inclusion.state) {
    case "missing":
      return { ...wrong("types", errorOf(terminalErrors.tsconfigMissing, { folder })), state: "note" };
    case "unreadable":
      return wrong("types", errorOf(terminalErrors.tsconfigUnreadable, { file, why: inclusion.why }));
    case "left out": {
      const entry =
        inclusion.list === undefined ? terminalErrors.registryInherited : terminalErrors.registryNotIncluded;
      return wrong("types", errorOf(entry, { file }));
    }
    case "included":
      if (existsSync(path.join(folder, registryFileName))) return good("types", `${file} includes ${registryFileName}`);
      return {
        about: "types",
        state: "note",
        text: `${registryFileName} is not written yet`,
        remedy: "Run `evergraph codegen`, or open the project in VS Code.",
      };
    default:
      return inclusion satisfies never;
  }
}

function good(about: string, text: string): Finding {
  return { about, state: "good", text };
}

function wrong(about: string, { code, message, remedy }: Pick<UserError, "code" | "message" | "remedy">): Finding {
  return { about, state: "wrong", text: message, remedy, code };
}

function errorOf<Facts>(entry: ErrorEntry<Facts>, facts: Facts) {
  return { code: entry.code, message: entry.message(facts), remedy: entry.remedy(facts) };
}

/** Only what is for people is a finding; a bug goes on as one. */
function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}
