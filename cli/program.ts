import { Command as CommanderCommand, InvalidArgumentError, Option } from "commander";
import type { Command } from "./command.ts";
import type { Loading } from "./open-loaded.ts";
import { packageVersion } from "./package-version.ts";
import { type Wanted, wantedCheck } from "./request-plan.ts";

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
  /** The command itself says what is wrong with the store. */
  readonly tellsOfStore?: boolean;
}

/** What the commands that plan a run share. */
interface PlanOptions extends LoadOptions {
  readonly staleUpstream?: boolean;
  readonly checks?: "attached" | "none" | "only";
  readonly checksOnly?: boolean;
  readonly check?: string;
}

/** What the commands share that can know what only running tells. */
interface LoadOptions extends CommonOptions {
  readonly load?: boolean;
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
    .addOption(loadOption())
    .action((options: LoadOptions) =>
      inProject(options, async (context) =>
        (await import("./commands/list.ts")).listCommand(context, loadingOf(options)),
      ),
    );

  add("status [selection]", "the status of assets, each with its reason")
    .addOption(loadOption())
    .action((selection: string | undefined, options: LoadOptions) =>
      inProject(options, async (context) =>
        (await import("./commands/status.ts")).statusCommand(context, {
          selection: selection ?? "*",
          ...loadingOf(options),
        }),
      ),
    );

  addPlanning("plan [selection]", "what a run would make, in order, and why").action(
    (selection: string | undefined, options: PlanOptions, asked: CommanderCommand) => {
      return inProject(options, async (context) =>
        (await import("./commands/plan.ts")).planCommand(context, wantedOf(selection, options, asked)),
      );
    },
  );

  addPlanning("materialize [selection]", "make assets: +orders, group:raw, '*'")
    .option("-y, --yes", "do not ask in an environment that wants to be confirmed")
    .action(
      (selection: string | undefined, options: PlanOptions & { readonly yes?: boolean }, asked: CommanderCommand) => {
        return inProject(options, async (context) =>
          (await import("./commands/materialize.ts")).materializeCommand(context, wantedOf(selection, options, asked), {
            yes: options.yes === true,
          }),
        );
      },
    );

  add("runs [run]", "the latest runs; or one, by name or last")
    .option("-n, --limit <count>", "so many runs, or so many lines of a run's log", count)
    .action((run: string | undefined, options: CommonOptions & { readonly limit?: number }) =>
      inProject(options, async (context) =>
        (await import("./commands/runs.ts")).runsCommand(context, { run, limit: options.limit }),
      ),
    );

  add("cancel <run>", "end a run of any terminal or window; by name or last")
    .option("--no-wait", "do not wait until it has ended")
    .action((run: string, options: CommonOptions & { readonly wait: boolean }) =>
      inProject(options, async (context) =>
        (await import("./commands/cancel.ts")).cancelCommand(context, { run, wait: options.wait }),
      ),
    );

  add("show <key>", "everything that is known about an asset")
    .option("-r, --rows <count>", "load the stored value and print its first rows", count)
    .addOption(loadOption())
    .action((key: string, options: LoadOptions & { readonly rows?: number }) =>
      inProject(options, async (context) =>
        (await import("./commands/show.ts")).showCommand(context, { key, rows: options.rows, ...loadingOf(options) }),
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
    carryOut({ options, needsProject: true, tellsOfStore: true }, async (context) =>
      (await import("./commands/doctor.ts")).doctorCommand(context),
    ),
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

  /** A command that plans a run. */
  function addPlanning(usage: string, description: string): CommanderCommand {
    return add(usage, description)
      .option("--stale-upstream", "with what is stale or was never made above the selection")
      .addOption(
        new Option("--checks <which>", "none: check nothing; only: check what is there, make nothing").choices([
          "attached",
          "none",
          "only",
        ]),
      )
      .addOption(new Option("--checks-only", "the same as --checks only").conflicts("checks"))
      .addOption(
        new Option("--check <check>", "run this check alone, without a selection: orders:complete").conflicts([
          "checks",
          "checksOnly",
          "staleUpstream",
        ]),
      )
      .addOption(loadOption());
  }
}

function loadOption(): Option {
  return new Option("--load", "run the definitions first, for what only running can tell");
}

function loadingOf({ load = false }: LoadOptions): Loading {
  return { load };
}

/** What is to be planned; ends the program when that is not said, or twice. */
function wantedOf(selection: string | undefined, options: PlanOptions, asked: CommanderCommand): Wanted {
  const { staleUpstream = false, checksOnly = false } = options;
  const checks = checksOnly ? "only" : options.checks;
  const base = { staleUpstream, ...loadingOf(options) };
  if (options.check !== undefined) {
    if (selection !== undefined) asked.error("error: --check names an asset with its check: leave out the selection");
    return { ...base, ...wantedCheck(options.check) };
  }
  if (selection === undefined) return asked.error("error: missing required argument 'selection'");
  return { ...base, selection, ...(checks === undefined || checks === "attached" ? {} : { checks }) };
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is to be a whole number from 1.");
}
