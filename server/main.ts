import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./features/serve.ts";

// The entry of the language server. How it speaks is told by an argument: --stdio, --node-ipc, --socket, --pipe.
const connection = createConnection(ProposedFeatures.all);
serve(connection);
connection.listen();
