// From outside: an empty folder, the tarball and the VSIX, and what the README says. Nothing of the repository is used but these.
import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, startCommand, untilLens } from "../harness/assets.mjs";
import { rootFolder } from "../harness/paths.mjs";
import { runToEnd } from "../harness/run.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { packed, withServer } from "./fixture.mjs";

const definitions = `import { asset } from "evergraph";

/** The first hundred numbers. */
export const numbers = asset("numbers", () => Array.from({ length: 100 }, (_, index) => ({ number: index + 1 })));

/** Their squares. */
export const squares = asset("squares", ({ numbers }) => numbers.map(({ number }) => ({ number, square: number ** 2 })));
`;

/** The commands that the README gives for one's own project, with the packed files put in. */
function readmeCommands() {
  const section = /## In your own project[\s\S]*?```\n([\s\S]*?)```/.exec(
    readFileSync(join(rootFolder, "README.md"), "utf8"),
  );
  assert.ok(section, "the README says how to use it in one's own project");
  return section[1].trim().split("\n");
}

export const run = (browser) =>
  withServer({}, async (server, at) => {
    const folder = at("outside");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "assets.ts"), definitions);
    const npm = (...parameters) => runToEnd("npm", [...parameters, "--no-audit", "--no-fund"], { cwd: folder });
    const evergraph = (...parameters) => runToEnd("npx", ["--no-install", "evergraph", ...parameters], { cwd: folder });
    let window;
    let host;

    await scenario("following the README: the package by npm, the extension from its VSIX", async () => {
      const { tarball, extension } = packed();
      const commands = readmeCommands();
      const find = (pattern) =>
        commands.find((line) => pattern.test(line)) ?? assert.fail(`the README has no ${pattern}`);
      const install = find(/^npm install .*evergraph-[\d.]+\.tgz$/);
      const editor = find(/^code --install-extension .*evergraph-vscode-[\d.]+\.vsix$/);
      assert.ok(install.endsWith(tarball.split("/").at(-1)) && editor.endsWith(extension.split("/").at(-1)));
      await npm("init", "-y");
      await npm("pkg", "set", "type=module");
      for (const line of commands) {
        const [command, ...parameters] = line.replace(/\s+#.*$/, "").split(/\s+/);
        if (line === install) await npm("install", tarball);
        else if (command === "npm") await npm(...parameters);
        // The run is left to the lens below.
        else if (command === "npx" && parameters[1] !== "materialize") await evergraph(...parameters.slice(1));
      }
      assert.ok(existsSync(join(folder, "node_modules", "evergraph", "dist", "runner.mjs")));
    });

    await scenario(
      "from outside: materialized from the lens, and the terminal sees it",
      async () => {
        window = await openWindow(browser, server, folder, { file: "assets.ts" });
        host = await window.ready();
        await untilLens(host, "assets.ts", "squares", /Materialize \+1/);
        await window.codeLens("Materialize +1").first().click();
        const line = await untilLens(host, "assets.ts", "squares", /fresh/);
        await screenshot(window, "outside");
        const listed = await evergraph("list");
        assert.match(listed, /squares +100/);
        return line;
      },
      { window, server },
    );

    await scenario(
      "changed on disk and materialized in the terminal, and the lens sees both",
      async () => {
        writeFileSync(join(folder, "assets.ts"), definitions.replace("number ** 2", "number * number"));
        await untilLens(host, "assets.ts", "squares", /stale/);
        await evergraph("materialize", "squares");
        await untilLens(host, "assets.ts", "squares", /fresh/);
      },
      { window, server },
    );
    await window?.close();

    await scenario("a project without the package is offered the one that the extension carries", async () => {
      const bare = at("bare");
      mkdirSync(bare, { recursive: true });
      writeFileSync(join(bare, "package.json"), JSON.stringify({ name: "bare", type: "module" }));
      writeFileSync(join(bare, "assets.ts"), definitions);
      const bareWindow = await openWindow(browser, server, bare, { file: "assets.ts" });
      const bareHost = await bareWindow.ready();
      await startCommand(bareHost, "evergraph.addPackage");
      await bareWindow.page.locator(".monaco-dialog-box").getByRole("button", { name: "Add" }).click();
      await until("the package", () => existsSync(join(bare, "node_modules", "evergraph", "dist", "runner.mjs")));
      await command(bareHost, "evergraph.refresh");
      await untilLens(bareHost, "assets.ts", "numbers", /Materialize/);
      const { devDependencies } = JSON.parse(readFileSync(join(bare, "package.json"), "utf8"));
      assert.match(devDependencies.evergraph, /^file:vendor\//);
      await bareWindow.close();
      return devDependencies.evergraph;
    });
  });
