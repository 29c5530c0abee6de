import { Command as CommanderCommand, InvalidArgumentError, Option } from "commander";
import type { Command } from "./command.ts";
import { packageVersion } from "./package-version.ts";
import type { Wanted } from "./request-plan.ts";

/** The options that all commands share. */
export interface CommonOptions {
  readonly project?: string;
  readonly env?: string;
  readonly json?: boolean;
}

/** What a command needs before it begins. */
export interface Request {
  readonly options: CommonOptions;
  /** Refused outside of a project. */
  readonly needsProject: boolean;
}

/** What the commands that plan a run share. */
interface PlanOptions extends CommonOptions {
  readonly staleUpstream?: boolean;
  readonly checks?: "attached" | "none" | "only";
}

type CarryOut = (request: Request, command: Command) => Promise<void>;

/** Everything that can be asked for on the command line. What a command does is loaded when it is asked for. */
export function createProgram(carryOut: CarryOut): CommanderCommand {
  const program = new CommanderCommand("evergraph")
    .description("Software-defined data assets for TypeScript.")
    .version(packageVersion(), "-v, --version")
    .showSuggestionAfterError()
    .showHelpAfterError("(evergraph --help lists the commands)")
    .exitOverride();
  const inProject = (options: CommonOptions, command: Command) => carryOut({ options, needsProject: true }, command);
  const anywhere = (options: CommonOptions, command: Command) => carryOut({ options, needsProject: false }, command);

  add("list", "the assets by group, with their statuses")
    .option("--load", "run the definitions, for what only running can know")
    .action((options: CommonOptions & { readonly load?: boolean }) =>
      inProject(options, async (context) =>
        (await import("./commands/list.ts")).listCommand(context, { load: options.load === true }),
      ),
    );

  add("status [selection]", "the status of assets, each with its reason").action(
    (selection: string | undefined, options: CommonOptions) =>
      inProject(options, async (context) =>
        (await import("./commands/status.ts")).statusCommand(context, selection ?? "*"),
      ),
  );

  add("plan <selection>", "what a run would make, in order, and why")
    .option("--stale-upstream", "with what is stale or was never made above the selection")
    .addOption(checksOption())
    .action((selection: string, options: PlanOptions) =>
      inProject(options, async (context) =>
        (await import("./commands/plan.ts")).planCommand(context, wantedOf(selection, options)),
      ),
    );

  add("materialize <selection>", "make assets: +orders, group:raw, '*'")
    .option("--stale-upstream", "with what is stale or was never made above the selection")
    .addOption(checksOption())
    .option("-y, --yes", "do not ask in an environment that wants to be confirmed")
    .action((selection: string, options: PlanOptions & { readonly yes?: boolean }) =>
      inProject(options, async (context) =>
        (await import("./commands/materialize.ts")).materializeCommand(context, wantedOf(selection, options), {
          yes: options.yes === true,
        }),
      ),
    );

  add("runs [run]", "the latest runs; or one, by name or last")
    .option("-n, --limit <count>", "so many runs, or so many lines of a run's log", count)
    .action((run: string | undefined, options: CommonOptions & { readonly limit?: number }) =>
      inProject(options, async (context) =>
        (await import("./commands/runs.ts")).runsCommand(context, { run, limit: options.limit }),
      ),
    );

  add("show <key>", "everything that is known about an asset")
    .option("-r, --rows <count>", "load the stored value and print its first rows", count)
    .action((key: string, options: CommonOptions & { readonly rows?: number }) =>
      inProject(options, async (context) =>
        (await import("./commands/show.ts")).showCommand(context, { key, rows: options.rows }),
      ),
    );

  add("graph [folder]", "the graph as JSON, from text alone")
    .option("--batch", "answer a line of JSON for each line on the standard input")
    .action((folder: string | undefined, options: CommonOptions & { readonly batch?: boolean }) =>
      anywhere(folder === undefined ? options : { ...options, project: folder }, async (context) =>
        (await import("./commands/graph.ts")).graphCommand({ folder: context.folder, batch: options.batch === true }),
      ),
    );

  add("check", "what is wrong with the definitions").action((options: CommonOptions) =>
    inProject(options, async (context) => (await import("./commands/check.ts")).checkCommand(context)),
  );

  add("codegen", "write evergraph-env.d.ts, the assets' types")
    .option("--check", "write nothing; fail when it is not up to date")
    .action((options: CommonOptions & { readonly check?: boolean }) =>
      inProject(options, async (context) =>
        (await import("./commands/codegen.ts")).codegenCommand(context, { check: options.check === true }),
      ),
    );

  add("init", "make a folder ready, with a first asset").action((options: CommonOptions) =>
    anywhere(options, async (context) => (await import("./commands/init.ts")).initCommand(context)),
  );

  add("doctor", "what runs need: what is wrong, what to do").action((options: CommonOptions) =>
    inProject(options, async (context) => (await import("./commands/doctor.ts")).doctorCommand(context)),
  );

  add("clean", "remove old values, and bundles")
    .option("--dry-run", "remove nothing; say what would be removed")
    .action((options: CommonOptions & { readonly dryRun?: boolean }) =>
      inProject(options, async (context) =>
        (await import("./commands/clean.ts")).cleanCommand(context, { dryRun: options.dryRun === true }),
      ),
    );

  program
    .command("completion <shell>")
    .description("the script for bash, zsh or fish")
    .exitOverride()
    .action((shell: string) =>
      anywhere({}, async (context) => (await import("./commands/completion.ts")).completionCommand(context, shell)),
    );

  program
    .command("__complete <shell> <line>", { hidden: true })
    .exitOverride()
    .action((shell: string, line: string) =>
      anywhere({}, async (context) =>
        (await import("./commands/complete.ts")).completeCommand(context, { shell, line, program }),
      ),
    );

  return program;

  /** A command with the options that all share. */
  function add(usage: string, description: string): CommanderCommand {
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
}

function checksOption(): Option {
  return new Option("--checks <which>", "none: check nothing; only: check what is there, make nothing").choices([
    "attached",
    "none",
    "only",
  ]);
}

function wantedOf(selection: string, { staleUpstream = false, checks }: PlanOptions): Wanted {
  return { selection, staleUpstream, ...(checks === undefined || checks === "attached" ? {} : { checks }) };
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is to be a whole number from 1.");
}
