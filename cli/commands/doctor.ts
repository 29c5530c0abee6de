import { formatCount } from "../../protocol/record/format-facts.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { packageVersion } from "../package-version.ts";
import { type Finding, fileFindings, runnerFindings, storeFindings } from "../project-findings.ts";
import { badgeShape, say, sayJson, styled, type Terminal } from "../terminal.ts";

/** What is wrong comes first. */
const order = ["wrong", "note", "good"] as const;
const shapes = { wrong: "failed", note: "stale", good: "fresh" } as const;

/** Looks at everything that runs need, and says what is wrong and what to do. Fails when something is wrong. */
export async function doctorCommand(context: CommandContext): Promise<ExitCode> {
  const { folder, terminal } = context;
  const workspace = await context.openWorkspace();
  const findings = [
    ...(await runnerFindings(folder, packageVersion())),
    ...(await storeFindings(folder, workspace.environment)),
    definitionsFinding(workspace),
    ...(await fileFindings(folder)),
  ];
  const sorted = order.flatMap((state) => findings.filter((finding) => finding.state === state));
  const wrong = findings.filter(({ state }) => state === "wrong").length;
  if (context.json) {
    sayJson(terminal, { version: 1, project: folder, environment: workspace.environment, wrong, findings: sorted });
  } else {
    say(terminal, `${folder}, environment ${workspace.environment}`, "");
    for (const finding of sorted) print(terminal, finding);
    const notes = findings.filter(({ state }) => state === "note").length;
    say(
      terminal,
      "",
      wrong === 0 ? `Nothing is wrong${notes > 0 ? `, ${formatCount(notes, "note")}` : ""}.` : `${wrong} wrong.`,
    );
  }
  return wrong === 0 ? exitCodes.done : exitCodes.failed;
}

function definitionsFinding(workspace: Workspace): Finding {
  const assets = workspace.graph().nodes.filter((node) => node !== null).length;
  const errors = workspace.analysis.diagnostics().filter(({ severity }) => severity === "error").length;
  const text = `${formatCount(assets, "asset")}, ${formatCount(errors, "error")}`;
  if (errors === 0) return { about: "definitions", state: "good", text };
  return { about: "definitions", state: "wrong", text, remedy: "Run `evergraph check` to see them." };
}

const widest = "definitions".length;

function print(terminal: Terminal, { about, state, text, remedy }: Finding): void {
  say(terminal, `${badgeShape(terminal, shapes[state])} ${styled(terminal, "bold", about.padEnd(widest))}  ${text}`);
  if (remedy !== undefined) say(terminal, `${" ".repeat(widest + 4)}${remedy}`);
}
