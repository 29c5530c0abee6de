import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BenchRow, least } from "./row.ts";

const bundle = fileURLToPath(new URL("../dist/client/extension.cjs", import.meta.url));

/** Loads the bundle as the extension host does, against an empty `vscode`, and prints the milliseconds. */
const loadOnce = `
const Module = require("node:module");
const anything = new Proxy(function () {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => "" : anything), apply: () => anything, construct: () => anything });
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? anything : load(name, ...rest));
const began = performance.now();
require(process.argv[1]);
process.stdout.write(String(performance.now() - began));
`;

/** Size of the extension's bundle, and what loading it costs the extension host. */
export async function* measureExtension(): AsyncGenerator<BenchRow> {
  if (!existsSync(bundle)) throw new Error("The extension is not built. Run `npm run build` first.");
  yield { name: "extension bundle, minified", budget: 500, unit: "KB", measured: statSync(bundle).size / 1024 };
  const times = Array.from({ length: 5 }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", loadOnce, bundle], { encoding: "utf8" });
    const time = Number(stdout);
    if (stdout === "" || Number.isNaN(time)) throw new Error(`The bundle did not load: ${stderr}`);
    return time;
  });
  yield {
    name: "load of the bundle on the extension host's thread",
    budget: 50,
    unit: "ms",
    measured: least(times),
    note: "activation in full is measured in real VS Code",
  };
}
