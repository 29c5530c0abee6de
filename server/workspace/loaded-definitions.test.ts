import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { emptyGraph } from "../../protocol/graph/asset-graph.ts";
import { createAnalysis } from "../analysis/analysis.ts";
import { createLoadedDefinitions } from "./loaded-definitions.ts";
import { makeProject } from "./project-fixture.ts";

const first = `import { asset } from "evergraph";\nexport const raw = asset("raw", () => 1);\n`;
const second = `${first}// Another text.\n`;
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

test("what was loaded stands for its own text alone, and no load of an older text replaces it", (context) => {
  const project = makeProject({ "a.ts": first });
  const analysis = createAnalysis({ folder: project.folder });
  context.after(() => {
    analysis.close();
    project.remove();
  });
  const loaded = createLoadedDefinitions(analysis);
  const write = (text: string): void => {
    writeFileSync(join(project.folder, "a.ts"), text);
    analysis.filesChanged(["a.ts"]);
    loaded.filesChanged(["a.ts"]);
  };
  loaded.take(emptyGraph, { "a.ts": hash(first) });
  assert.equal(loaded.isInForce, true);
  write(second);
  assert.equal(loaded.isInForce, false);
  loaded.take(emptyGraph, { "a.ts": hash(second) });
  assert.equal(loaded.isInForce, true);
  loaded.take(emptyGraph, { "a.ts": hash(first) });
  assert.equal(loaded.isInForce, true, "the older load came last");
  write(first);
  assert.equal(loaded.isInForce, false);
  loaded.take(emptyGraph, { "a.ts": hash(second) });
  assert.equal(loaded.isInForce, false, "nothing stands, and this is of another text");
});
