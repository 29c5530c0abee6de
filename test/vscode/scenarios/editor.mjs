// A trusted workspace in one window, from the first lens to the kill of the extension host. The scenarios build on each other.
import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  command,
  cursorPlace,
  editText,
  lineOf,
  openFile,
  problems,
  showHover,
  startCommand,
  undo,
  untilLens,
} from "../harness/assets.mjs";
import { connectBridge } from "../harness/bridge.mjs";
import { ourProcesses } from "../harness/our-processes.mjs";
import { isAlive, kill, processorTime, waitUntilGone } from "../harness/processes.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { weatherProject, withServer } from "./fixture.mjs";
import { clickName, panelAsset, untilInView } from "./panel.mjs";
import { inEachTheme } from "./themes.mjs";
import { openGate, writeTrialAssets } from "./trial-assets.mjs";

export const run = (browser) =>
  withServer({ settings: { "workbench.colorTheme": "Dark Modern" } }, async (server, at) => {
    const folder = await weatherProject(at("weather"));
    writeTrialAssets(folder);
    const window = await openWindow(browser, server, folder, { file: "trial/gated.ts" });
    const { page } = window;
    let host;
    let frame;
    const step = (name, act) => scenario(name, act, { window, server });
    const treeRow = (key) => page.locator(".pane-body .monaco-list-row", { hasText: key });
    const argument = (asset, more) => ({ project: folder, asset, ...more });

    const begun = await step("the lens appears above an asset", async () => {
      host = await window.ready();
      const line = await untilLens(host, "trial/gated.ts", "gated", /Materialize/);
      await window.codeLens("Materialize").first().waitFor();
      assert.match(line, /never/);
      return line;
    });

    // Nothing below can pass without it, and each would wait a minute to say so.
    if (!begun) return;

    await step("tree and panel show every asset", async () => {
      await page.locator(".activitybar a.action-label[aria-label^='Evergraph']").click();
      // Rows that are out of view are not in the page: the runs below make room.
      await page.locator(".pane-header", { hasText: "Runs" }).click();
      await treeRow("gated").first().waitFor();
      await command(host, "evergraph.showLineage", argument("gated"));
      frame = await window.webview("lineage");
      const count = Number(await frame.locator("body").getAttribute("data-assets"));
      assert.ok(count >= 15, `${count} assets`);
      await command(host, "workbench.action.moveEditorToNextGroup");
      frame = await window.webview("lineage");
      await openFile(host, "trial/gated.ts");
      return `${count} assets`;
    });

    await step("a click on Materialize: lens, tree and panel show it running, then fresh with its rows", async () => {
      await untilLens(host, "trial/gated.ts", "gated", /Materialize/);
      await window.codeLens("Materialize").first().click();
      const running = await untilLens(host, "trial/gated.ts", "gated", /running/);
      assert.match(running, /Cancel/);
      await window.codeLens("Cancel").first().waitFor();
      await until("the tree to say running", () =>
        page.locator(".monaco-list-row[aria-label*='gated, running']").count(),
      );
      await until("the panel to say running", async () => /running/.test(await panelAsset(frame, "gated")));
      await screenshot(window, "running");
      openGate(folder);
      const fresh = await untilLens(host, "trial/gated.ts", "gated", /fresh/);
      await until("the tree to say fresh", () => page.locator(".monaco-list-row[aria-label*='gated, fresh']").count());
      await until("the panel to say fresh", async () => /fresh/.test(await panelAsset(frame, "gated")));
      await frame.locator(".eg-pane", { hasText: "3,376" }).waitFor();
      await window.lensLine("fresh").first().waitFor();
      return `${fresh}; 3,376 rows in the panel`;
    });

    await step(
      "an unsaved edit of a helper makes its asset stale, with the helper's name; undone, it is fresh",
      async () => {
        await editText(host, "trial/label.ts", "toLowerCase", "toUpperCase");
        const stale = await untilLens(host, "trial/gated.ts", "gated", /stale.*label in (trial\/)?label\.ts/);
        await undo(host, "trial/label.ts");
        await untilLens(host, "trial/gated.ts", "gated", /fresh/);
        await openFile(host, "trial/gated.ts");
        return stale;
      },
    );

    await step("an edit of a comment changes nothing", async () => {
      await editText(host, "trial/label.ts", "What the scenario", "What this scenario");
      await editText(host, "trial/gated.ts", "Stays running", "Keeps running");
      await untilLens(host, "trial/gated.ts", "gated", /fresh/);
      await undo(host, "trial/label.ts");
      await undo(host, "trial/gated.ts");
    });

    await step("an asset that throws: failed, a problem at the right line, downstream marked", async () => {
      await editText(
        host,
        "trial/gated.ts",
        "return raw_airports",
        'throw new Error("no airports today");\n  return raw_airports',
      );
      const line = await lineOf(host, "trial/gated.ts", "throw new Error");
      await startCommand(host, "evergraph.materialize", { project: folder, selection: "gated or counted" });
      const failed = await untilLens(host, "trial/gated.ts", "gated", /failed/);
      const problem = await until("the problem", async () =>
        (await problems(host, "trial/gated.ts")).find(({ message }) => message.includes("no airports today")),
      );
      assert.equal(problem.line, line);
      const below = await untilLens(host, "trial/counted.ts", "counted", /upstream failed/);
      await until("the panel to mark it", async () => /failed/.test(await panelAsset(frame, "gated")));
      await until("the tree to mark what is below", () =>
        page.locator(".monaco-list-row[aria-label*='counted, upstream failed']").count(),
      );
      await openFile(host, "trial/gated.ts");
      await screenshot(window, "failed");
      return `${failed}; line ${problem.line}; counted: ${below}`;
    });

    await step("mended and made again, the problem is gone", async () => {
      await editText(host, "trial/gated.ts", 'throw new Error("no airports today");\n  ', "");
      await startCommand(host, "evergraph.materialize", { project: folder, selection: "gated or counted" });
      await untilLens(host, "trial/gated.ts", "gated", /fresh/);
      await untilLens(host, "trial/counted.ts", "counted", /fresh/);
      await until("no problem", async () => (await problems(host, "trial/gated.ts")).length === 0);
    });

    await step("a click on a node puts the editor at its definition", async () => {
      const line = await lineOf(host, "assets/staging.ts", 'asset("daily_weather"');
      await command(host, "evergraph.showLineage", argument("daily_weather"));
      frame = await window.webview("lineage");
      await untilInView(frame, "daily_weather");
      const place = await clickName(frame, "daily_weather");
      await until(
        "the editor at the definition",
        async () => (await cursorPlace(host)) === `assets/staging.ts:${line}`,
      );
      return `${place}; assets/staging.ts:${line}`;
    });

    await step("an asset in while (true) {} is cancelled", async () => {
      await openFile(host, "trial/looping.ts");
      await untilLens(host, "trial/looping.ts", "looping", /Materialize/);
      await window.codeLens("Materialize").first().click();
      await untilLens(host, "trial/looping.ts", "looping", /running/);
      const { runners } = ourProcesses(host.processId);
      assert.ok(runners.length > 0, "a runner is at work");
      const started = performance.now();
      await window.codeLens("Cancel").first().click();
      const after = await untilLens(host, "trial/looping.ts", "looping", /^(?!.*running).*Materialize/);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      return `${after} after ${seconds} s`;
    });

    await step("everything of the example is made", async () => {
      await startCommand(host, "evergraph.materialize", { project: folder, selection: "+report" });
      await untilLens(host, "assets/marts.ts", "report", /fresh/);
    });

    await step("screenshots in the four kinds of theme", async () => {
      await editText(host, "helpers/units.ts", "scale = 10 ** digits", "scale = 10.0 ** (digits + 0)");
      await untilLens(host, "assets/marts.ts", "monthly_weather", /stale/);
      await page.setViewportSize({ width: 1760, height: 1040 });
      await command(host, "workbench.action.joinAllGroups");
      await openFile(host, "assets/marts.ts");
      const hover = page.locator(".monaco-hover", { hasText: "daily_weather" }).first();
      await inEachTheme(window, host, "editor", {
        prepare: async () => {
          await showHover(host, "assets/marts.ts", "daily_weather");
          await hover.waitFor();
        },
      });
      await command(host, "workbench.action.closeSidebar");
      await command(host, "evergraph.showLineage", argument("monthly_weather"));
      frame = await window.webview("lineage");
      await until("the node", async () => /stale/.test(await panelAsset(frame, "monthly_weather")));
      await frame.locator(".eg-sheet").press("z");
      await inEachTheme(window, host, "panel", { marker: "lineage" });
      await page.setViewportSize({ width: 1400, height: 900 });
      await undo(host, "helpers/units.ts");
    });

    await step("idle for 10 s", async () => {
      const { server: languageServer, runners, commands } = ourProcesses(host.processId);
      assert.ok(languageServer, commands.join("\n"));
      await untilQuiet(languageServer);
      const watched = { "extension host": host.processId, "language server": languageServer };
      for (const [index, runner] of runners.entries()) watched[`waiting runner ${index + 1}`] = runner;
      const before = Object.values(watched).map(processorTime);
      const ours = await ownTime(host, 10_000);
      assert.ok(ours <= 10, `our code in the extension host used ${ours} ms`);
      const all = Object.entries(watched).map(
        ([name, processId], index) => `${name} ${processorTime(processId) - before[index]} ms`,
      );
      return `${all.join(", ")}; of the extension host ours ${ours} ms`;
    });

    await step("the language server is killed: it starts again, and lens and panel go on", async () => {
      await command(host, "evergraph.showLineage", argument("monthly_weather"));
      frame = await window.webview("lineage");
      const { server: killed } = ourProcesses(host.processId);
      kill([killed], "SIGKILL");
      await waitUntilGone([killed], 5000);
      await until("another server", () => {
        const { server: next } = ourProcesses(host.processId);
        return next !== undefined && next !== killed;
      });
      await untilLens(host, "assets/marts.ts", "monthly_weather", /fresh/);
      await editText(host, "helpers/units.ts", "scale = 10 ** digits", "scale = 10.0 ** (digits + 0)");
      await until("the panel to follow", async () => /stale/.test(await panelAsset(frame, "monthly_weather")));
      await undo(host, "helpers/units.ts");
      await command(host, "evergraph.showLineage", argument("monthly_weather"));
      frame = await window.webview("lineage");
      await until("the panel to follow", async () => /fresh/.test(await panelAsset(frame, "monthly_weather")));
    });

    await step("the panel survives a reload of the window", async () => {
      const before = host.processId;
      await command(host, "workbench.action.files.saveAll");
      await window.reload(host);
      host = await connectBridge(server.bridgeFolder, folder, { not: before });
      frame = await window.webview("lineage");
      assert.ok(Number(await frame.locator("body").getAttribute("data-assets")) >= 15);
      await until("what was selected", async () => /fresh/.test(await panelAsset(frame, "monthly_weather")));
    });

    await step(
      "kill -9 of the extension host while one asset loops and another sits in execSync: no process is left",
      async () => {
        await openFile(host, "trial/looping.ts");
        await startCommand(host, "evergraph.materialize", argument("looping"));
        await startCommand(host, "evergraph.materialize", argument("sleeping"));
        await untilLens(host, "trial/looping.ts", "looping", /running/);
        await untilLens(host, "trial/sleeping.ts", "sleeping", /running/);
        const ours = await until("both runners and the program", () => {
          const found = ourProcesses(host.processId);
          const sleeps = found.commands.some((text) => text.includes("sleep 1000"));
          return found.runners.length >= 2 && sleeps && found;
        });
        const all = [...new Set([ours.server, ...ours.runners, ...ours.others])];
        assert.ok(all.every(isAlive));
        kill([host.processId], "SIGKILL");
        const gone = await waitUntilGone(all, 5000);
        assert.ok(
          gone,
          `still alive after 5 s: ${all.filter(isAlive).map((id) => ours.commands.find((text) => text.startsWith(`${id} `)))}`,
        );
        const next = await connectBridge(server.bridgeFolder, folder, { not: host.processId });
        assert.notEqual(next.processId, host.processId);
        await untilLens(next, "trial/looping.ts", "looping", /Materialize/);
        return `${all.length} processes gone after ${gone} ms`;
      },
    );

    assert.ok(existsSync(join(folder, ".evergraph")));
    await window.close();
  });

/** Waits until a process has used no processor time for a second: what came before is over. */
async function untilQuiet(processId) {
  await until("the language server to be quiet", async () => {
    const before = processorTime(processId);
    await sleep(1000);
    return processorTime(processId) === before;
  });
}

/** Milliseconds that the code of our bundle used on the extension host's thread: all else there is VS Code's. */
function ownTime(host, milliseconds) {
  return host.call(async (_, duration) => {
    const { Session } = process.getBuiltinModule("node:inspector/promises");
    const session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    await new Promise((resolve) => setTimeout(resolve, duration));
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    const isOurs = ({ callFrame }) => /evergraph-vscode.*extension\.cjs$/.test(callFrame.url);
    const ours = new Set(profile.nodes.filter(isOurs).map(({ id }) => id));
    const used = profile.samples.map((id, index) => (ours.has(id) ? profile.timeDeltas[index] : 0));
    return Math.round(used.reduce((sum, one) => sum + one, 0) / 1000);
  }, milliseconds);
}
