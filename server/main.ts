import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./features/serve.ts";
import { openWorkspace } from "./workspace/open-workspace.ts";

// The entry of the language server. How it speaks is told by an argument: --stdio, --node-ipc, --socket, --pipe.
const connection = createConnection(ProposedFeatures.all);

// The library looks every 3 s whether its client's process lives; a closed channel is known at once.
process.once("disconnect", () => process.exit(1));

// What nobody waits for has nobody to tell. One bug is no reason to know nothing any more; a stream of them is: then the client starts
// another server.
let survived = 0;
const mostSurvived = 20;
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (problem: unknown) => {
    survived += 1;
    if (survived > mostSurvived) process.exit(1);
    const told = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
    connection.console.error(`${event}: ${told}`);
  });
}

serve(connection, openWorkspace);
connection.listen();
