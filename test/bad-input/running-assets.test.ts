// What an asset may do to the process that makes it, each held by a real one: that step fails with its reason at the user's
// own line, what is beside it goes on, what is below it says why it was not made, and whoever asked for the run lives on.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import { found, planOf, projectOf, useLaunchers } from "../../runtime/runner/run-fixture.ts";
import { inWorkspace } from "./whole-project.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

interface Misdeed {
  readonly what: string;
  /** The body of the function, from the fourth line of the file on. */
  readonly body: string;
  readonly options?: string;
  readonly code: string | undefined;
  readonly message: RegExp;
  /** Line of the file, counted from 1; undefined: no line of the user's is to blame. */
  readonly line: number | undefined;
  /** Megabytes that the process may use. */
  readonly memory?: number;
}

const misdeeds: readonly Misdeed[] = [
  {
    what: "throws",
    body: "const rows: number[] = [];\n  throw new Error(`no rows, but ${rows.length}`);",
    code: undefined,
    message: /^no rows, but 0$/,
    line: 5,
  },
  {
    what: "throws what is no Error",
    body: 'throw "nothing there";',
    code: "thrown-value",
    message: /nothing there/,
    line: undefined,
  },
  {
    what: "throws where nobody catches it",
    body: 'await new Promise(() => {\n    setTimeout(() => {\n      throw new Error("in a timer");\n    });\n  });',
    code: undefined,
    message: /^in a timer$/,
    line: 6,
  },
  {
    what: "waits for ever",
    options: 'timeout: "100ms"',
    body: "await new Promise(() => {});",
    code: "step-timeout",
    message: /took longer than its timeout of 0\.1 s/,
    line: undefined,
  },
  {
    what: "never gives the thread back",
    options: 'timeout: "100ms"',
    body: "while (true) {}",
    code: "step-timeout",
    message: /took longer than its timeout of 0\.1 s/,
    line: undefined,
  },
  { what: "exits", body: "process.exit(0);", code: "exit-called", message: /process\.exit\(0\) was called/, line: 4 },
  {
    what: "is killed",
    body: 'process.kill(process.pid, "SIGKILL");\n  await new Promise(() => {});',
    code: "runner-crashed",
    message: /SIGKILL/,
    line: undefined,
  },
  {
    what: "runs out of memory",
    body: "const all: number[][] = [];\n  for (;;) all.push(Array.from({ length: 10_000 }, Math.random));",
    code: "out-of-memory",
    message: /ran out of memory/,
    line: undefined,
    memory: 96,
  },
  {
    what: "returns a function",
    body: "return [{ parse: () => 1 }];",
    code: "value-not-storable",
    message: /parse/,
    line: undefined,
  },
  {
    what: "returns an object of a class",
    body: "return [{ socket: new (class Socket { open = true; })() }];",
    code: "value-not-storable",
    message: /Socket/,
    line: undefined,
  },
  {
    what: "returns a symbol",
    body: 'return { mark: Symbol("mark") };',
    code: "value-not-storable",
    message: /mark/,
    line: undefined,
  },
];

/** One step at a time: what is in progress beside a step that kills the process dies with it. */
const config =
  'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { concurrency: 1 } } });\n';

/** `below` reads what is bad, `beside` comes after it in the plan and does not. */
function textOf({ body, options }: Misdeed): string {
  const given = options === undefined ? "" : `{ ${options} }, `;
  return `import { asset } from "evergraph";

export const bad = asset("bad", ${given}async (): Promise<unknown> => {
  ${body}
});
export const below = asset("below", ({ bad }: { bad: unknown }) => [bad]);
export const beside = asset("beside", () => [{ n: 1 }]);
export const after = asset("after", ({ beside }: { beside: { n: number }[] }) => beside.length);
`;
}

for (const misdeed of misdeeds) {
  const { what, code, message, line, memory } = misdeed;
  describe(`an asset that ${what}`, () => {
    it("fails alone, with its reason, and its run ends", async () => {
      const project = projectOf({ "rows.ts": textOf(misdeed), "evergraph.config.ts": config });
      const assets = { bad: "rows.ts", below: "rows.ts", beside: "rows.ts", after: "rows.ts" };
      const plan = planOf(project, assets, { below: ["bad"], after: ["beside"] });
      const { end, events, outcomes } = await withMemory(memory, () => runToEnd(project, plan));
      assert.equal(end?.state, "failed");
      assert.deepEqual(outcomes, {
        bad: "failed",
        below: "upstream failed",
        beside: "materialized",
        after: "materialized",
      });
      const error = errorOf(events, "bad");
      assert.equal(error?.code, code);
      assert.match(error?.message ?? "", message);
      assert.deepEqual(error?.range && [error.range.file, error.range.start.line + 1], line && ["rows.ts", line]);
      if (line !== undefined) assert.match(error?.stack ?? "", new RegExp(`rows\\.ts:${line}:\\d+`));
      assert.equal(found(events, "outcome").find(({ of }) => of.asset === "below")?.because, "bad");

      await inWorkspace({ folder: project }, (workspace) => {
        const badges = Object.fromEntries(
          workspace
            .graph()
            .nodes.flatMap((node) => (node === null ? [] : [[node.key, workspace.status(node.id).badge]])),
        );
        assert.deepEqual([badges["bad"], badges["below"]], ["failed", "upstream failed"]);
        const problem = workspace.diagnostics().find(({ range }) => range.file === "rows.ts");
        assert.ok(problem?.message.includes(error?.message ?? "?"), problem?.message);
        assert.equal(problem?.range.start.line, (line ?? 3) - 1);
      });
    });
  });
}

function errorOf(events: readonly StoredEvent[], asset: string): RecordedError | undefined {
  return found(events, "outcome").find(({ of }) => of.asset === asset)?.error;
}

async function withMemory<Answer>(megabytes: number | undefined, run: () => Promise<Answer>): Promise<Answer> {
  if (megabytes === undefined) return run();
  const before = process.env["NODE_OPTIONS"];
  process.env["NODE_OPTIONS"] = `--max-old-space-size=${megabytes}`;
  try {
    return await run();
  } finally {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
  }
}
