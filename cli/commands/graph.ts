import { createInterface } from "node:readline";
import { createAnalysis } from "../../server/analysis/analysis.ts";
import { problemOfSelection } from "../../server/workspace/select-assets.ts";
import { type ExitCode, exitCodes } from "../command.ts";
import { type GraphDocument, graphDocument } from "../graph-document.ts";

export interface GraphCommandOptions {
  /** Absolute. */
  readonly folder: string;
  /** Answer a line for each line of the standard input, instead of once. */
  readonly batch: boolean;
}

/** Prints the graph of a folder, from text alone. */
export async function graphCommand({ folder, batch }: GraphCommandOptions): Promise<ExitCode> {
  if (!batch) {
    process.stdout.write(`${JSON.stringify(readGraph(folder), undefined, 2)}\n`);
    return exitCodes.done;
  }
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== "") process.stdout.write(`${JSON.stringify(answer(line))}\n`);
  }
  return exitCodes.done;
}

function answer(line: string): object {
  let id: unknown = null;
  try {
    const request = JSON.parse(line) as { readonly id?: unknown; readonly folder?: unknown };
    id = request.id ?? null;
    if (typeof request.folder !== "string") return { id, error: "The line names no folder." };
    return { id, result: readGraph(request.folder) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function readGraph(folder: string): GraphDocument {
  const analysis = createAnalysis({ folder, selectionProblem: problemOfSelection });
  try {
    return graphDocument(analysis.graph(), analysis.diagnostics(), ({ id }) => analysis.codeVersion(id));
  } finally {
    analysis.close();
  }
}
