// Each mistake in definitions: what the editor underlines and offers, and that neither a plan nor a process that was given
// one all the same runs anything, with the same code and words.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import { found, planOf, useLaunchers } from "../../runtime/runner/run-fixture.ts";
import { quickFixes } from "../../server/features/quick-fixes.ts";
import { inWorkspace, placed, wholeProject } from "./whole-project.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

const head =
  'import { asset, cronPartitions, daily, resource } from "evergraph";\nimport { writeFileSync } from "node:fs";\n';
/** The body of each function: it leaves a mark when it runs. */
const ran = 'writeFileSync("ran", "")';
const config = (bound: string) =>
  `import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { ${bound} } } } });\n`;

interface Mistake {
  readonly what: string;
  readonly code: string;
  readonly files: Readonly<Record<string, string>>;
  /** What is underlined, as file and text. */
  readonly at: readonly (readonly [file: string, text: string])[];
  readonly message: string;
  readonly fixes: readonly string[];
  /** By key, the file: a plan that knew nothing of the mistake. Absent: text alone can know it, or the runner knows nothing of it yet. */
  readonly planned?: Readonly<Record<string, string>>;
  /** What the plan is refused for; that very mistake where it is absent. */
  readonly refusedFor?: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    what: "a key that two assets have",
    code: "duplicate-key",
    files: {
      "a.ts": `${head}export const one = asset("one", () => ${ran});\nexport const other = asset("other", () => ${ran});\n`,
      "b.ts": `${head}export const two = asset("one", () => ${ran});\nexport const more = asset("more", () => ${ran});\n`,
    },
    at: [
      ["a.ts", '"one"'],
      ["b.ts", '"one"'],
    ],
    message: 'The key "one" is defined more than once.',
    fixes: ["Go to the other one, in b.ts, line 3", 'Rename this one to "one_2"'],
    planned: { one: "a.ts", more: "b.ts" },
  },
  {
    what: "a dependency that is nowhere defined",
    code: "unknown-dependency",
    files: {
      "a.ts": `${head}export const raw = asset("raw_orders", () => ${ran});\nexport const sum = asset("sum", ({ raw_order }) => ${ran});\n`,
    },
    at: [["a.ts", "raw_order"]],
    message: 'No asset has the key "raw_order".',
    fixes: ['Change to "raw_orders"', 'Create the asset "raw_order"'],
  },
  {
    what: "assets that wait for each other",
    code: "cycle",
    files: {
      "a.ts": `${head}export const one = asset("one", ({ two }) => ${ran});\nexport const two = asset("two", ({ one }) => ${ran});\n`,
    },
    at: [
      ["a.ts", "two"],
      ["a.ts", "one"],
    ],
    message: "These assets wait for each other: one → two → one.",
    fixes: [],
    planned: { one: "a.ts", two: "a.ts" },
  },
  {
    what: "an asset that waits for itself",
    code: "cycle",
    files: { "a.ts": `${head}export const one = asset("one", ({ one }) => ${ran});\n` },
    at: [["a.ts", "one"]],
    message: "These assets wait for each other: one → one.",
    fixes: [],
    planned: { one: "a.ts" },
  },
  {
    what: "a resource that the environment does not bind",
    code: "unknown-resource",
    files: {
      "a.ts": `${head}export const queue = resource<number>("queue");\nexport const one = asset("one", { resources: { queue } }, () => ${ran});\n`,
      "evergraph.config.ts": config("database: 1"),
    },
    at: [["a.ts", "{ queue }"]],
    message: 'The environment "dev" does not bind the resource "queue".',
    fixes: ['Bind "queue" in evergraph.config.ts, for dev'],
    planned: { one: "a.ts" },
  },
  {
    what: "a cron expression that says nothing",
    code: "bad-cron",
    files: {
      "a.ts": `${head}export const one = asset("one", { partitions: cronPartitions({ cron: "61 * * * *", start: "2024-01-01" }) }, () => ${ran});\n`,
    },
    at: [["a.ts", '"61 * * * *"']],
    message: '"61 * * * *" is no cron expression: invalid value for minute: 61.',
    fixes: [],
    refusedFor: ["partitioned-not-yet", "bad-cron"],
  },
  {
    what: "a time zone that is none",
    code: "bad-timezone",
    files: {
      "a.ts": `${head}export const one = asset("one", { partitions: daily({ start: "2024-01-01", timezone: "Mars/Base" }) }, () => ${ran});\n`,
    },
    at: [["a.ts", '"Mars/Base"']],
    message: '"Mars/Base" is no time zone.',
    fixes: [],
    refusedFor: ["partitioned-not-yet", "bad-timezone"],
  },
  ...["raw orders", "raw//orders", "raw\\norders", "<b>"].map((key): Mistake => {
    const spelled = key.replaceAll("\\n", "\n");
    const corrected = new Map([
      ["raw orders", "raw_orders"],
      ["raw//orders", "raw/orders"],
      ["raw\\norders", "raw_orders"],
      ["<b>", "b"],
    ]).get(key);
    return {
      what: `the key "${key}"`,
      code: "malformed-key",
      files: {
        "a.ts": `${head}export const one = asset("${key}", () => ${ran});\nexport const two = asset("two", () => 1);\n`,
      },
      at: [["a.ts", `"${key}"`]],
      message: `"${spelled}" is no asset key.`,
      fixes: [`Change to "${corrected}"`],
      ...(key === "raw orders" && { planned: { [key]: "a.ts" } }),
    };
  }),
  {
    what: "a rest element, which would read everything",
    code: "rest-input",
    files: {
      "a.ts": `${head}export const raw = asset("raw", () => 1);\nexport const one = asset("one", ({ raw, ...others }) => ${ran});\n`,
    },
    at: [["a.ts", "...others"]],
    message: '"...others" would ask for every asset there is.',
    fixes: [],
    planned: { one: "a.ts" },
  },
  {
    what: "a dependency that only running could know",
    code: "computed-input",
    files: {
      "a.ts": `${head}const name = process.env.NAME ?? "";\nexport const one = asset("one", ({ [name]: raw }) => ${ran});\n`,
    },
    at: [["a.ts", "[name]"]],
    message: "The dependency [name] can only be known by running.",
    fixes: [],
    planned: { one: "a.ts" },
  },
];

for (const { what, code, files, at, message, fixes, planned, refusedFor = [code] } of mistakes) {
  describe(what, () => {
    it("is underlined where it stands, with a way out where there is one", () =>
      inWorkspace({ folder: wholeProject(files) }, async (workspace) => {
        const diagnostics = workspace.diagnostics();
        assert.deepEqual(
          diagnostics.map((diagnostic) => placed(diagnostic, (file) => files[file] ?? "")),
          at.map(([file, text]) => `${file} ${code} ${text}`),
        );
        for (const diagnostic of diagnostics) assert.equal(diagnostic.message, message);
        const [{ range } = assert.fail("nothing is underlined")] = diagnostics;
        const actions = await quickFixes(workspace, range.file, range);
        assert.deepEqual(
          actions.map(({ title }) => title),
          fixes,
        );
      }));

    it("stops a plan, with the same code and words", () =>
      inWorkspace({ folder: wholeProject(files) }, (workspace) => {
        const answer = workspace.plan({ selection: "*" }, { kind: "terminal" });
        if (code === "malformed-key") {
          // It is no asset: nothing selects it, and all others can be made.
          assert.ok("plan" in answer);
          assert.deepEqual(
            answer.plan.steps.flatMap(({ assets }) => assets),
            ["two"],
          );
          return;
        }
        assert.ok("refused" in answer);
        assert.deepEqual([...new Set(answer.refused.map((refused) => refused.code))], refusedFor);
        assert.ok(answer.refused.some((refused) => refused.code === code && refused.message === message));
      }));

    if (planned === undefined) return;
    it("stops a process that was given a plan all the same, before anything runs", async () => {
      const project = wholeProject(files);
      const { end, events, outcomes } = await runToEnd(project, planOf(project, planned));
      assert.deepEqual([end?.state, end?.error?.code, end?.error?.message], ["failed", code, message]);
      assert.deepEqual(outcomes, Object.fromEntries(Object.keys(planned).map((key) => [key, "failed"])));
      assert.deepEqual(found(events, "materialization"), []);
      assert.equal(existsSync(join(project, "ran")), false);
    });
  });
}
