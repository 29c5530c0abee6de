import { fileURLToPath } from "node:url";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";

// A process that starts a run and says, each time, in which process it is carried out: until that has ended, or until it is killed.
const [project = ""] = process.argv.slice(2);
const runner = fileURLToPath(new URL("../../runtime/runner/main.ts", import.meta.url));
process.once("message", async (plan: RunPlan) => {
  const launcher = createChildLauncher({
    project,
    runner,
    nodePath: process.execPath,
    spare: false,
    log: (text) => {
      const id = /^Started runner (\d+)/.exec(text)?.[1];
      if (id !== undefined) process.send?.(id);
    },
  });
  await launcher.launch([plan], { debug: false }).ended;
  await launcher.dispose();
  process.disconnect();
});
