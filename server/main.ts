import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./features/serve.ts";
import { openWorkspace } from "./workspace/open-workspace.ts";

// The entry of the language server. How it speaks is told by an argument: --stdio, --node-ipc, --socket, --pipe.
const connection = createConnection(ProposedFeatures.all);

// The library looks every 3 s whether its client's process lives; a closed channel is known at once.
process.once("disconnect", () => process.exit(1));

serve(connection, openWorkspace);
connection.listen();
