import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { openWorkspace } from "./open-workspace.ts";
import { makeProject } from "./project-fixture.ts";
import type { Workspace } from "./workspace.ts";

const processors = availableParallelism();
const config = (options: string): string => `import { defineConfig } from "evergraph";
const few = 3;
export default defineConfig({ environments: { dev: { ${options} } } });
`;

for (const [said, options, previewed, planned] of [
  ["a number", "concurrency: 3", 3, 3],
  ["a number under a name", "concurrency: few", 3, 3],
  ["nothing", "", processors, processors],
  ["undefined", "concurrency: undefined", processors, processors],
  ["what only running can know", "concurrency: Number(process.env.STEPS)", processors, undefined],
] as const) {
  test(`a plan says how many steps may run at once, and so does its run: the config says ${said}`, async (context) => {
    const project = makeProject({
      "a.ts": 'import { asset } from "evergraph";\nexport const orders = asset("orders", () => []);\n',
      "evergraph.config.ts": config(options),
    });
    context.after(() => project.remove());
    const plan = await withWorkspace(project.folder, (workspace) => {
      assert.equal(workspace.preview({ selection: "*" }).concurrency, previewed);
      const answer = workspace.plan({ selection: "*" }, { kind: "test" });
      assert.ok("plan" in answer);
      return answer.plan;
    });
    assert.equal(plan.concurrency, planned);
    await recordStart(project.folder, plan);
    await withWorkspace(project.folder, (workspace) => assert.equal(workspace.run(plan.run)?.concurrency, planned));
  });
}

async function withWorkspace<Result>(folder: string, look: (workspace: Workspace) => Result): Promise<Result> {
  const workspace = await openWorkspace({ folder, trusted: false, types: false });
  try {
    return look(workspace);
  } finally {
    await workspace.close();
  }
}

async function recordStart(folder: string, plan: RunPlan): Promise<void> {
  const store = await openStore({ folder: join(folder, ".evergraph", "dev"), access: "write", index: "memory" });
  store.append({ kind: "run", state: "started", plan }, plan.run);
  await store.flushed();
  await store.close();
}
