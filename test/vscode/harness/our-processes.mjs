// Which processes are ours, below an extension host.
import { processTree } from "./processes.mjs";

const languageServer = /evergraph-vscode-[\d.]+[^ ]*\/dist\/server\/main\.mjs/;
const runner = /evergraph[^ ]*\/dist\/runner\.mjs/;

/** `{ server, runners, others }`: those that our extension started, and what they started in turn. */
export function ourProcesses(hostProcessId) {
  const below = processTree(hostProcessId);
  const server = below.find(({ command }) => languageServer.test(command));
  const runners = below.filter(({ command }) => runner.test(command));
  const started = runners.flatMap(({ processId }) => processTree(processId));
  return {
    server: server?.processId,
    runners: runners.map(({ processId }) => processId),
    others: started.map(({ processId }) => processId),
    commands: below.map(({ processId, parent, command }) => `${processId} <- ${parent} ${command.slice(0, 160)}`),
  };
}
