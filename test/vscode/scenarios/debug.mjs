// Debugging an asset: the breakpoint in the user's TypeScript, the stored inputs, and what is left behind afterwards.
import { strict as assert } from "node:assert";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, cursorPlace, lineOf, openFile, startCommand, untilLens } from "../harness/assets.mjs";
import { ourProcesses } from "../harness/our-processes.mjs";
import { waitUntilGone } from "../harness/processes.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { weatherProject, withServer } from "./fixture.mjs";

const debugged = `import { asset } from "evergraph";
import { labelOf } from "./label-of.ts";

/** Where the scenario stops. */
export const debugged = asset("debugged", { group: "trial" }, ({ raw_airports }, { log }) => {
  const count = raw_airports.length;
  log.info(\`there are \${count} airports\`);
  return raw_airports.map((row) => ({ iata: row.iata, label: labelOf(row.iata), count }));
});
`;
const labelOf = `interface Code {
  readonly text: string;
}

/** In another file than the asset, below lines that are no more when it runs. */
export function labelOf(code: string): string {
  const lower: Code = { text: code.toLowerCase() };
  return lower.text;
}
`;
const looped = `import { asset } from "evergraph";

const regions = ["north", "south", "west"];

/** Only running knows these. */
export const byRegion = regions.map((region) => asset(\`airports/\${region}\`, { group: "trial" }, () => [region]));
`;

/** Every file of the store that is truth, with its size and time. */
function truthOf(folder) {
  const store = join(folder, ".evergraph", "dev");
  return ["journal", "values"].flatMap((part) =>
    readdirSync(join(store, part), { recursive: true })
      .map((name) => ({ name, ...statSync(join(store, part, name)) }))
      .map(({ name, size, mtimeMs }) => `${part}/${name} ${size} ${mtimeMs}`)
      .sort(),
  );
}

/** Where the debugger stands: file, line from 1, and the variables of the frame by name; undefined: it runs. */
function stoppedAt(host) {
  return host.call(async (vscode) => {
    const item = vscode.debug.activeStackItem;
    if (item?.frameId === undefined) return undefined;
    const { session, threadId, frameId } = item;
    const { stackFrames } = await session.customRequest("stackTrace", { threadId, startFrame: 0, levels: 1 });
    const { scopes } = await session.customRequest("scopes", { frameId });
    const values = {};
    for (const { variablesReference, expensive } of scopes) {
      if (expensive) continue;
      const { variables } = await session.customRequest("variables", { variablesReference });
      for (const { name, value } of variables) values[name] ??= value;
    }
    return { file: stackFrames[0].source.path, line: stackFrames[0].line, values };
  });
}

function setBreakpoint(host, file, line) {
  return host.call(
    (vscode, name, at) => {
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      if (name === undefined || name === null) return;
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
      const place = new vscode.Location(uri, new vscode.Position(at - 1, 0));
      vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
    },
    file,
    line,
  );
}

export const run = (browser) =>
  withServer({ settings: { "workbench.colorTheme": "Dark Modern" } }, async (server, at) => {
    const folder = await weatherProject(at("debug"));
    mkdirSync(join(folder, "trial"), { recursive: true });
    writeFileSync(join(folder, "trial", "debugged.ts"), debugged);
    writeFileSync(join(folder, "trial", "label-of.ts"), labelOf);
    writeFileSync(join(folder, "trial", "looped.ts"), looped);
    const window = await openWindow(browser, server, folder, { file: "trial/debugged.ts" });
    const { page } = window;
    const argument = (asset) => ({ project: folder, asset });
    const toast = (text) => page.locator(".notifications-toasts .notification-list-item", { hasText: text });
    const step = (name, act) => scenario(name, act, { window, server });
    let host;
    let before;

    const begun = await step("an upstream asset is made", async () => {
      host = await window.ready();
      await untilLens(host, "trial/debugged.ts", "debugged", /Materialize/);
      await startCommand(host, "evergraph.materialize", argument("raw_airports"));
      return await untilLens(host, "assets/raw.ts", "raw_airports", /fresh/);
    });
    if (!begun) return;

    await step("Debug stops at a breakpoint in the asset, with the stored rows as its input", async () => {
      await openFile(host, "trial/debugged.ts");
      const line = await lineOf(host, "trial/debugged.ts", "log.info(");
      await setBreakpoint(host, "trial/debugged.ts", line);
      before = truthOf(folder);
      const started = performance.now();
      await startCommand(host, "evergraph.debug", argument("debugged"));
      const stop = await until("the debugger to stop", () => stoppedAt(host));
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      assert.ok(stop.file.endsWith(join(folder, "trial", "debugged.ts")), stop.file);
      assert.equal(stop.line, line);
      assert.equal(stop.values.count, "3376");
      assert.match(stop.values.raw_airports, /\(3376\)/);
      await screenshot(window, "debug");
      return `stopped at line ${stop.line} after ${seconds} s, raw_airports = ${stop.values.raw_airports.slice(0, 40)}`;
    });

    await step("it stops in a helper of another file, whose types are gone when it runs", async () => {
      const line = await lineOf(host, "trial/label-of.ts", "return lower.text");
      await setBreakpoint(host, "trial/label-of.ts", line);
      await command(host, "workbench.action.debug.continue");
      const stop = await until("the next stop", async () => {
        const now = await stoppedAt(host);
        return now?.file.endsWith("label-of.ts") && now;
      });
      assert.equal(stop.line, line);
      await setBreakpoint(host);
      return `stopped at line ${stop.line}`;
    });

    await step("it ends by itself, tells its rows, and nothing was recorded", async () => {
      // The helper runs for each row, and the debugger may be a while behind with the breakpoint that was taken away.
      await until("the debugger to let it run to its end", async () => {
        if ((await stoppedAt(host)) !== undefined) await command(host, "workbench.action.debug.continue");
        return toast("debugged: 3,376 rows. Nothing was recorded.").isVisible();
      });
      await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
      assert.deepEqual(truthOf(folder), before);
      assert.match(await untilLens(host, "trial/debugged.ts", "debugged", /Materialize/), /never/);
    });

    await step("whoever stops the debugger ends the run", async () => {
      const line = await lineOf(host, "trial/debugged.ts", "log.info(");
      await setBreakpoint(host, "trial/debugged.ts", line);
      await openFile(host, "trial/debugged.ts");
      const { runners: waiting } = ourProcesses(host.processId);
      await startCommand(host, "evergraph.debug", argument("debugged"));
      await until("the debugger to stop", () => stoppedAt(host));
      const { runners } = ourProcesses(host.processId);
      await command(host, "workbench.action.debug.stop");
      // Of those at work: one that waits may be the one that was taken.
      const gone = await until("its process to be gone", async () => {
        const now = ourProcesses(host.processId).runners;
        return runners.some((id) => !now.includes(id)) && runners.filter((id) => !now.includes(id));
      });
      await waitUntilGone(gone, 5000);
      await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
      assert.equal(await toast("The process ended").count(), 0, "a stop is no failure");
      assert.deepEqual(truthOf(folder), before);
      return `${gone.length} process gone, ${waiting.length} waited before`;
    });

    await step("Debug and Record keeps what was made", async () => {
      await setBreakpoint(host);
      await startCommand(host, "evergraph.debugAndRecord", argument("debugged"));
      return await untilLens(host, "trial/debugged.ts", "debugged", /fresh/);
    });

    await step("Load Definitions finds what only running knows", async () => {
      await startCommand(host, "evergraph.loadDefinitions", { project: folder });
      await page.locator(".statusbar", { hasText: "3 of them are only known from loading." }).waitFor();
      await startCommand(host, "evergraph.goToDefinition");
      await page.locator(".quick-input-box input").fill("airports/n");
      await page.locator(".quick-input-list .monaco-list-row", { hasText: "airports/north" }).first().waitFor();
      await page.keyboard.press("Enter");
      const line = await lineOf(host, "trial/looped.ts", "asset(`airports");
      await until("its line", async () => (await cursorPlace(host)) === `trial/looped.ts:${line}`);
    });

    await window.close();
  });
