// Finds the Chromium of this machine, and starts it.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { requireFromSuite } from "./paths.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const outsidePath = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of the first Chromium found: $CHROMIUM, then PATH; undefined when there is none. */
export function chromiumPath() {
  const candidates = [
    process.env.CHROMIUM,
    ...(process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    ...outsidePath,
  ];
  return candidates.find((path) => path && isExecutable(path));
}

/** A headless browser with a new, empty profile. */
export function launchBrowser() {
  const { chromium } = requireFromSuite("playwright-core");
  return chromium.launch({ executablePath: chromiumPath(), args: flags });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
