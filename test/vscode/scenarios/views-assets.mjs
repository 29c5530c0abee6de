// What the scenarios of the panel's views add to the example: something that fails, something that waits, something with hostile names.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Each is text wherever it is shown. */
export const hostile = {
  group: "<img src=x>",
  note: `<img src=x onerror="window.broken = true">`,
  line: `"; -- <b>bold</b>`,
  column: "<i>column</i>",
  cell: "<u>cell</u>",
};

const files = {
  "views/rates.ts": `import { asset } from "evergraph";

/** Fails. */
export const rates = asset("rates", { group: "views" }, ({ raw_airports }) => {
  if (raw_airports.length > 0) throw new Error("no rates today");
  return [];
});

/** Is not made because of it. */
export const prices = asset("prices", { group: "views" }, ({ rates }) => rates.length);

/** Neither is this. */
export const offers = asset("offers", { group: "views" }, ({ prices }) => prices + 1);
`,
  "views/waiting.ts": `import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { asset } from "evergraph";

/** Says that it waits, and stays running until the scenario makes the file gate-is-open. */
export const waiting = asset("waiting", { group: "views" }, async ({ raw_airports }, { log, signal }) => {
  log.info("waits for the gate");
  while (!existsSync("gate-is-open")) await setTimeout(20, undefined, { signal });
  log.warn("the gate was open");
  return raw_airports.length;
});
`,
  "views/hostile.ts": `import { asset, output } from "evergraph";

/** Every name in it looks like something else. */
export const odd = asset("odd", { group: ${JSON.stringify(hostile.group)} }, (_, { log }) => {
  log.info(${JSON.stringify(hostile.line)});
  log.error(${JSON.stringify(hostile.note)});
  return output([{ ${JSON.stringify(hostile.column)}: ${JSON.stringify(hostile.cell)} }], {
    metadata: { ${JSON.stringify(hostile.column)}: ${JSON.stringify(hostile.note)} },
  });
});
`,
};

export function writeViewsAssets(project) {
  mkdirSync(join(project, "views"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
}
