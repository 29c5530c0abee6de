// Assets that a scenario can hold, break and kill; written into a copy of the example, one a file, so that each has lenses of its own.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files = {
  "trial/label.ts": `/** What the scenario changes without saving. */
export function label(code: string): string {
  return code.toLowerCase();
}
`,
  "trial/gated.ts": `import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { asset } from "evergraph";
import { label } from "./label.ts";

/** Stays running until the scenario makes the file gate-is-open. */
export const gated = asset("gated", { group: "trial" }, async ({ raw_airports }, { signal }) => {
  while (!existsSync("gate-is-open")) await setTimeout(20, undefined, { signal });
  return raw_airports.map((row) => ({ iata: row.iata, label: label(row.iata) }));
});
`,
  "trial/counted.ts": `import { asset } from "evergraph";

/** Downstream of gated. */
export const counted = asset("counted", { group: "trial" }, ({ gated }) => [{ airports: gated.length }]);
`,
  "trial/looping.ts": `import { asset } from "evergraph";

/** Never gives the processor back. */
export const looping = asset("looping", { group: "trial" }, () => {
  for (;;) {}
});
`,
  "trial/sleeping.ts": `import { execSync } from "node:child_process";
import { asset } from "evergraph";

/** Waits for a program, deaf to everything. */
export const sleeping = asset("sleeping", { group: "trial" }, () => execSync("sleep 1000").length);
`,
};

/** Writes them into a project. */
export function writeTrialAssets(project) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
}

/** Lets `gated` end. */
export function openGate(project) {
  writeFileSync(join(project, "gate-is-open"), "");
}
