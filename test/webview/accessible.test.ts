import { existsSync } from "node:fs";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { previewOf } from "../../webview/plan/plan-fixture.ts";
import { comparison, detailsOf, events, nightly, quietRuns, source } from "../../webview/runs/run-fixture.ts";
import { closeBrowser, hasBrowser, type OpenPanel, openPanel, type PanelOptions } from "./open-panel.ts";
import { fakeHost, shop } from "./shop.ts";

const axeFile = fileURLToPath(new URL("../vscode/node_modules/axe-core/axe.min.js", import.meta.url));
const skip = !hasBrowser()
  ? "no Chromium on this machine"
  : existsSync(axeFile)
    ? false
    : `axe is not installed in ${path.dirname(axeFile)}`;

/** As the scenarios in VS Code ask. Imported by address: it is not there on every machine. */
const rules = new URL("../vscode/scenarios/accessible.mjs", import.meta.url).href;

interface Rules {
  /** Throws with what axe found. */
  mustBeAccessible(page: OpenPanel["page"], name: string): Promise<void>;
}

type Answers = { readonly [method: string]: (params: never) => unknown };
const answers: Answers = {
  runs: () => quietRuns,
  run: ({ run }: { run: RunId }) => detailsOf(run),
  events: ({ run }: { run: RunId }) => (run === nightly ? events : []),
  source: () => source,
  comparison: () => comparison,
  preview: ({ request }: { request: PlanRequest }) => previewOf(request.selection),
};

const views: { readonly [name: string]: (panel: OpenPanel) => Promise<void> } = {
  async graph({ page, tell }) {
    await tell({ kind: "reveal", asset: "fct_orders" as never });
    await page.locator("#eg-details-overview").waitFor();
  },
  async table({ page, tell }) {
    await tell({ kind: "show", view: "table" });
    await page.locator(".eg-table-grid").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("e");
    await page.locator(".eg-table-opened li").first().waitFor();
  },
  async "run with its error and comparison"({ page, tell }) {
    await tell({ kind: "show", view: "runs" });
    await page.locator(".eg-runs-item").first().click();
    await page.locator(".eg-source").waitFor();
    await page.locator(".eg-runs-headline vscode-button").nth(2).click();
    await page.locator(".eg-compared tbody tr").first().waitFor();
  },
  async plan({ page, tell }) {
    await tell({ kind: "show", view: "plan", request: { selection: "status:stale" } });
    await page.locator(".eg-plan-sentence h1").waitFor();
  },
  async "plan of a selection that is wrong"({ page }) {
    await page.locator(".eg-plan .eg-select-field").fill("nobody");
    await page.locator(".eg-plan .eg-select-problem").waitFor();
  },
};

describe("axe finds nothing", { skip }, () => {
  after(closeBrowser);
  const base = fakeHost(shop);
  const host: PanelOptions["host"] = (message) => {
    const answer = message.kind === "ask" ? answers[message.method] : undefined;
    if (message.kind !== "ask" || answer === undefined) return base(message);
    return [{ kind: "answer", id: message.id, result: answer(message.params as never) } as ToPanel];
  };

  for (const [theme, width] of [
    ["dark", 1422],
    ["light", 1422],
    ["hc-dark", 1422],
    ["hc-light", 1422],
    ["light", 300],
  ] as const) {
    it(`in ${theme}, ${width} pixels wide`, async () => {
      const panel = await openPanel({ host, theme, width });
      const { mustBeAccessible } = (await import(rules)) as Rules;
      for (const [name, show] of Object.entries(views)) {
        await show(panel);
        await mustBeAccessible(panel.page, name);
      }
      await panel.close();
    });
  }
});
