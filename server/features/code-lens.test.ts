import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { asOf } from "../../protocol/record/broken-text.ts";
import { openScripted } from "../workspace/live-workspace-fixture.ts";
import { beginRun, endAsset, type MadeAsset } from "../workspace/materialize-fixture.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { makeProject } from "../workspace/project-fixture.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { codeLenses } from "./code-lens.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-lens-"));
mkdirSync(join(folder, "node_modules", "evergraph"), { recursive: true });
writeFileSync(join(folder, "node_modules", "evergraph", "package.json"), "{}");
after(() => rmSync(folder, { recursive: true }));

const file = "a.ts";
const script = "raw\nclean <- raw\nreport <- clean";
const allMade = { raw: {}, clean: {}, report: {} };

interface Case {
  readonly name: string;
  readonly runs?: readonly Readonly<Record<string, MadeAsset>>[];
  readonly edit?: string;
  /** The lenses of raw, clean and report. */
  readonly expected: readonly [string, string, string];
}

const cases: readonly Case[] = [
  {
    name: "never made",
    expected: [
      "$(evergraph-never) never run | Materialize | Debug | Lineage | Plan",
      "$(evergraph-never) never run | Materialize +1 | Debug | Lineage | Plan",
      "$(evergraph-never) never run | Materialize +2 | Debug | Lineage | Plan",
    ],
  },
  {
    name: "fresh, with its age",
    runs: [allMade],
    expected: [
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
    ],
  },
  {
    name: "a stored value, which can be looked at",
    runs: [{ ...allMade, clean: { rows: [{ id: 1 }] } }],
    expected: [
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan | Value",
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
    ],
  },
  {
    name: "other code",
    runs: [allMade],
    edit: script.replace("clean <- raw", "clean <- raw @ 2"),
    expected: [
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
      "$(evergraph-stale) stale: helper in helpers.ts changed | Materialize | Debug | Lineage | Plan",
      "$(evergraph-stale) stale: waits for clean | Materialize +1 | Debug | Lineage | Plan",
    ],
  },
  {
    name: "a failure, and what it stopped",
    runs: [{ raw: {}, clean: { error: { message: "no column $(trash)\nat line 3" } }, report: { because: "clean" } }],
    expected: [
      "$(evergraph-fresh) fresh, 12 min | Materialize | Debug | Lineage | Plan",
      "$(evergraph-failed) failed: no column \\$(trash) | Materialize | Debug | Lineage | Plan",
      "$(evergraph-upstream-failed) upstream failed: clean failed | Materialize +1 | Debug | Lineage | Plan",
    ],
  },
];

for (const { name, runs = [], edit, expected } of cases) {
  test(`lenses: ${name}`, async () => {
    const { workspace, record, clock } = await openScripted({ [file]: script }, { folder });
    for (const run of runs) await record(run);
    if (edit !== undefined) workspace.setText(file, edit);
    clock.now += 12 * 60_000;
    assert.deepEqual(shown(workspace), expected);
  });
}

test("a running asset shows its seconds and can be cancelled, by the run's id", async () => {
  const { workspace, analysis, store, changes, clock } = await openScripted({ [file]: script }, { folder });
  const run = beginRun(store, analysis, ["raw"]);
  await changes.next();
  clock.now += 2_400;
  const { lenses, validFor } = codeLenses(workspace, file);
  assert.deepEqual(
    lenses.slice(0, 4).map(({ command }) => [command?.title, command?.command, command?.arguments]),
    [
      ["$(evergraph-running) running: 2 s", "", undefined],
      ["Cancel", "evergraph.cancelRun", [{ project: folder, asset: "raw", run }]],
      ["Log", "evergraph.openRunLog", [{ project: folder, asset: "raw", run }]],
      ["Lineage", "evergraph.showLineage", [{ project: folder, asset: "raw" }]],
    ],
  );
  assert.equal(validFor, 1_000);
  endAsset(store, analysis, run, asAssetKey("raw"), {});
  await changes.until(({ files }) => files.includes(file));
  assert.equal(codeLenses(workspace, file).validFor, 60_000);
});

test("Materialize is given all that must be made", async () => {
  const { workspace } = await openScripted({ [file]: script }, { folder });
  const { lenses, validFor } = codeLenses(workspace, file);
  const offers = lenses.filter(({ command }) => command?.command === "evergraph.materialize");
  assert.deepEqual(
    offers.map(({ command }) => command?.arguments?.[0]),
    [
      { project: folder, asset: "raw" },
      { project: folder, asset: "clean", selection: 'key:"raw" or key:"clean"' },
      { project: folder, asset: "report", selection: 'key:"raw" or key:"clean" or key:"report"' },
    ],
  );
  assert.equal(validFor, undefined);
  const plan = workspace.plan({ selection: 'key:"raw" or key:"clean" or key:"report"' }, { kind: "editor" });
  assert.deepEqual("plan" in plan && plan.plan.steps.flatMap(({ assets }) => assets), ["raw", "clean", "report"]);
});

for (const [name, options] of [
  ["Restricted Mode", { trusted: false, folder }],
  ["a project without the package", { folder: "/nowhere/project" }],
] as const) {
  test(`nothing that cannot run is offered: ${name}`, async () => {
    const { workspace, record } = await openScripted({ [file]: script }, options);
    await record({ raw: {} });
    assert.equal(shown(workspace)[0], "$(evergraph-fresh) fresh, now | Lineage");
  });
}

test("an asset whose file does not parse says so, and is not offered to be made", async () => {
  const { workspace, record, changes, clock } = await openScripted({ [file]: script }, { folder });
  await record({ ...allMade, clean: { rows: [{ id: 1 }] } });
  workspace.setText(file, `${script}???`);
  await changes.until(() => workspace.brokenFiles().length > 0);
  const words = `${asOf(clock.now)}: the file does not parse`;
  assert.deepEqual(shown(workspace), [
    `$(evergraph-fresh) fresh, ${words} | Lineage`,
    `$(evergraph-fresh) fresh, ${words} | Lineage | Value`,
    `$(evergraph-fresh) fresh, ${words} | Lineage`,
  ]);
  workspace.setText(file, script);
  assert.match(shown(workspace)[0] ?? "", /Materialize \| Debug/);
});

test("an external asset is not offered to be made", async () => {
  const { workspace } = await openScripted({ [file]: "external source" }, { folder });
  assert.deepEqual(shown(workspace), ["$(evergraph-external) external | Lineage"]);
});

test("an external asset that can be observed is offered to be", async () => {
  const project = makeProject({
    [file]: `import { externalAsset } from "evergraph";
export const feed = externalAsset("feed", { observe: () => ({ dataVersion: "1" }) });
`,
  });
  const workspace = await openWorkspace({ folder: project.folder, trusted: true, types: false });
  assert.deepEqual(shown(workspace), ["$(evergraph-external) external | Observe | Debug | Lineage | Plan"]);
  assert.equal("plan" in workspace.plan({ selection: "feed" }, { kind: "editor" }), true);
  await workspace.close();
  project.remove();
});

test("a file without assets has no lenses", async () => {
  const { workspace } = await openScripted({ [file]: script }, { folder });
  assert.deepEqual(codeLenses(workspace, "b.ts"), { lenses: [], validFor: undefined });
});

function shown(workspace: Workspace): string[] {
  const lines = Map.groupBy(codeLenses(workspace, file).lenses, ({ range }) => range.start.line);
  return [...lines.values()].map((lenses) => lenses.map(({ command }) => command?.title).join(" | "));
}
