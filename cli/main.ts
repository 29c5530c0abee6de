#!/usr/bin/env node
import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { UserError } from "../protocol/errors/error-entry.ts";
import { findProjects, projectOfFile } from "../server/workspace/find-projects.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "./command.ts";
import { complainOf } from "./terminal.ts";

interface CommonOptions {
  readonly project?: string;
  readonly env?: string;
  readonly json?: boolean;
}

type Handler = (context: CommandContext) => Promise<ExitCode>;

const interrupted = new AbortController();
// A reader that has seen enough (`evergraph list | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.done);
});
process.once("SIGINT", () => interrupted.abort());
process.once("SIGTERM", () => interrupted.abort());

const program = new Command("evergraph")
  .description("Software-defined data assets for TypeScript.")
  .version(version(), "-v, --version")
  .showSuggestionAfterError()
  .showHelpAfterError("(evergraph --help lists the commands)")
  .exitOverride();

command("graph [folder]", "print the asset graph, from text alone")
  .option("--batch", "answer a line of JSON for each line on the standard input")
  .action(async (folder: string | undefined, options: CommonOptions & { readonly batch?: boolean }) => {
    const { graphCommand } = await import("./commands/graph.ts");
    process.exitCode = await graphCommand({
      folder: folder === undefined ? projectFolder(options) : path.resolve(folder),
      batch: options.batch === true,
    });
  });

command("list", "list the assets by group, with their statuses").action(async (options: CommonOptions) => {
  const { listCommand } = await import("./commands/list.ts");
  await run(options, listCommand);
});

command("status [selection]", "print the status of assets, each with its reason").action(
  async (selection: string | undefined, options: CommonOptions) => {
    const { statusCommand } = await import("./commands/status.ts");
    await run(options, (context) => statusCommand(context, selection ?? "*"));
  },
);

command("materialize <selection>", "make the selected assets: keys, group:marts, +orders, orders+, '*'")
  .option("-y, --yes", "do not ask in an environment that wants to be confirmed")
  .action(async (selection: string, options: CommonOptions & { readonly yes?: boolean }) => {
    const { materializeCommand } = await import("./commands/materialize.ts");
    await run(options, (context) => materializeCommand(context, selection, { yes: options.yes === true }));
  });

command("show <key>", "print everything that is known about an asset").action(
  async (key: string, options: CommonOptions) => {
    const { showCommand } = await import("./commands/show.ts");
    await run(options, (context) => showCommand(context, key));
  },
);

command("check", "say what is wrong with the definitions, without running them").action(
  async (options: CommonOptions) => {
    const { checkCommand } = await import("./commands/check.ts");
    await run(options, checkCommand);
  },
);

command("codegen", "write evergraph-env.d.ts: the types of all assets by key")
  .option("--check", "write nothing; fail when it is not up to date")
  .action(async (options: CommonOptions & { readonly check?: boolean }) => {
    const { codegenCommand } = await import("./commands/codegen.ts");
    await run(options, (context) => codegenCommand(context, { check: options.check === true }));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
}

/** A command with the options that all share. */
function command(usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .addOption(
      new Option("-p, --project <folder>", "the project's folder (else: the one that holds the current folder)"),
    )
    .addOption(new Option("--env <name>", "the environment (else: the first of evergraph.config.ts)"))
    .addOption(new Option("--json", "print one JSON document"))
    .exitOverride();
}

async function run(options: CommonOptions, handler: Handler): Promise<void> {
  const folder = projectFolder(options);
  let workspace: Workspace | undefined;
  const terminal = { output: process.stdout, errors: process.stderr };
  try {
    process.exitCode = await handler({
      folder,
      environment: options.env,
      json: options.json === true,
      terminal,
      signal: interrupted.signal,
      openWorkspace: async () => {
        const { openWorkspace } = await import("../server/workspace/open-workspace.ts");
        workspace ??= await openWorkspace({
          folder,
          ...(options.env === undefined ? {} : { environment: options.env }),
          trusted: true,
          types: false,
        });
        return workspace;
      },
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    complainOf(terminal, error.range === undefined ? { ...fields(error) } : { ...fields(error), range: error.range });
    process.exitCode = exitCodes.refused;
  } finally {
    await workspace?.close();
  }
}

function fields(error: UserError): { code: string; message: string; remedy: string } {
  return { code: error.code, message: error.message, remedy: error.remedy };
}

/** The project that is named, else the one that holds the current folder, else the only one below it. */
function projectFolder(options: CommonOptions): string {
  if (options.project !== undefined) return path.resolve(options.project);
  const here = process.cwd();
  const holding = projectOfFile(path.join(here, "package.json"), []);
  if (holding !== undefined) return holding;
  const below = findProjects([here]);
  return below.length === 1 && below[0] !== undefined ? below[0] : here;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL(manifestPath(), import.meta.url), "utf8"));
  const found: unknown =
    typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
  return typeof found === "string" ? found : "unknown";
}

/** The package's manifest lies above `dist/` when bundled, in `runtime/` when run from source. */
function manifestPath(): string {
  return import.meta.url.endsWith("/cli/main.ts") ? "../runtime/package.json" : "../package.json";
}
