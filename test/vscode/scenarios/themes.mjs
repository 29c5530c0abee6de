// The same view in the four kinds of theme.
import { setTimeout as sleep } from "node:timers/promises";
import { screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";

export const themes = [
  { name: "dark", id: "Dark Modern", kind: "vs-dark" },
  { name: "light", id: "Light Modern", kind: "vs" },
  { name: "hc-dark", id: "Default High Contrast", kind: "hc-black" },
  { name: "hc-light", id: "Default High Contrast Light", kind: "hc-light" },
];

/** Screenshots `<name>-<theme>.png` in each theme; ends in the theme that it began with. */
export async function inEachTheme(window, host, name, { marker, prepare } = {}) {
  const before = await host.call((vscode) => vscode.workspace.getConfiguration("workbench").get("colorTheme"));
  for (const theme of themes) {
    await setTheme(window, host, theme.id, theme.kind, marker);
    await prepare?.();
    await screenshot(window, `${name}-${theme.name}`);
  }
  await host.call(
    (vscode, id) =>
      vscode.workspace.getConfiguration("workbench").update("colorTheme", id, vscode.ConfigurationTarget.Global),
    before,
  );
}

export async function setTheme({ page, webview }, host, id, kind, marker) {
  await host.call(
    (vscode, theme) =>
      vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, vscode.ConfigurationTarget.Global),
    id,
  );
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
  if (marker !== undefined) {
    const frame = await webview(marker);
    await until(`the panel in ${id}`, () => frame.locator(`body[data-vscode-theme-id="${id}"]`).count());
  }
  await page.mouse.move(1, 1);
  // Colours fade; a screenshot is to be looked at, nothing is asserted on it.
  await sleep(400);
}
