import type { Command } from "commander";
import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import { formatAge } from "../../protocol/record/format-facts.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { environmentFolder } from "../../runtime/storage/store-folder.ts";
import { openAnalysis } from "../../server/analysis/open-analysis.ts";
import { cacheOption } from "../cache-folder.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { type Completion, completeLine, type KnownCommand } from "../complete-line.ts";
import { say } from "../terminal.ts";

export interface CompleteRequest {
  readonly shell: string;
  /** What is written, up to the cursor. */
  readonly line: string;
  readonly program: Command;
}

const mostRuns = 20;

/** Answers the scripts of `evergraph completion`: a line a completion, in the form that the shell wants. */
export async function completeCommand(
  { folder, terminal }: CommandContext,
  { shell, line, program }: CompleteRequest,
): Promise<ExitCode> {
  let known: Promise<AssetGraph> | undefined;
  const graph = () => {
    known ??= readGraph(folder);
    return known;
  };
  const { word, isQuoted, completions } = await completeLine(line, commandsOf(program), {
    assets: async () =>
      (await graph()).nodes.flatMap((node) =>
        node === null
          ? []
          : [
              {
                key: node.key,
                group: node.group,
                description: firstLine(node.description ?? node.group),
                checks: node.checks
                  .filter(({ reported }) => reported !== true)
                  .map(({ name, description }) => ({ name, description: firstLine(description ?? "check") })),
              },
            ],
      ),
    environments: async () => (await graph()).environments.map(({ name }) => name),
    runs: async () => runsOf(folder, await graph()),
  });
  say(terminal, ...completions.map((completion) => answerFor(shell, isQuoted ? "" : word, completion)));
  return exitCodes.done;
}

/** Bash breaks words at colons (not inside of quotes) and replaces only what is after the last one; it shows no descriptions. */
function answerFor(shell: string, word: string, { value, description }: Completion): string {
  if (shell === "bash") return value.slice(word.lastIndexOf(":") + 1);
  return description === "" ? value : `${value}\t${description}`;
}

function commandsOf({ commands }: Command): readonly KnownCommand[] {
  return commands
    .filter((command) => !command.name().startsWith("__"))
    .map((command) => ({
      name: command.name(),
      description: command.description(),
      argument: command.registeredArguments[0]?.name(),
      options: command.options.map(({ short, long, description, flags, argChoices }) => {
        const takes = /<(\w+)>/.exec(flags)?.[1];
        return {
          flags: [short, long].filter((flag) => flag !== undefined),
          description,
          ...(takes === undefined ? {} : { takes }),
          ...(argChoices === undefined ? {} : { choices: argChoices }),
        };
      }),
    }));
}

async function readGraph(folder: string): Promise<AssetGraph> {
  const analysis = await openAnalysis({ folder, ...cacheOption(folder) });
  try {
    return analysis.graph();
  } finally {
    analysis.close();
  }
}

async function runsOf(folder: string, { environments }: AssetGraph): Promise<readonly Completion[]> {
  const place = environmentFolder(folder, environments[0]?.name ?? "dev");
  const store = await openStore({ folder: place, access: "read", index: "file" });
  try {
    const now = Date.now();
    return store
      .runs(mostRuns)
      .map(({ run, state, startedAt }) => ({ value: run, description: `${state} ${formatAge(startedAt, now)}` }));
  } finally {
    await store.close();
  }
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/\p{Cc}/gu, " ");
}
