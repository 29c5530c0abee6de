// Listens on a unix socket in $VSCODE_TEST_BRIDGE and evaluates what the test sends: one JSON line {id, source, values} in, one JSON
// line {id, value} or {id, error} out, in the order of completion. The socket is named after this extension host's process id.
const { createServer } = require("node:net");
const { createInterface } = require("node:readline");
const { join } = require("node:path");
const { runInThisContext } = require("node:vm");
const vscode = require("vscode");

exports.activate = (context) => {
  const folder = process.env.VSCODE_TEST_BRIDGE;
  if (!folder) return;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    const lines = createInterface(socket);
    lines.on("error", () => {});
    lines.on("line", async (line) => {
      const { id, source, values } = JSON.parse(line);
      let answer;
      try {
        answer = { id, value: await runInThisContext(`(${source})`)(vscode, ...values) };
      } catch (error) {
        answer = { id, error: String(error?.stack ?? error) };
      }
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  });
  server.listen(join(folder, `${process.pid}.sock`));
  context.subscriptions.push({ dispose: () => server.close() });
};
