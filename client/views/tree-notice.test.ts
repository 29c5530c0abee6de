import { equal } from "node:assert/strict";
import { test } from "node:test";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { treeNotice } from "./tree-notice.ts";

const plain = (text: string, ...values: (string | number)[]) =>
  text.replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

const project: ProjectSummary = {
  folder: "/p",
  environment: "dev",
  environments: ["dev"],
  counts: { fresh: 12 },
  assets: 12,
};
const since = Date.UTC(2026, 10, 24, 10, 18);
const broken = [{ file: "assets/marts.ts", assets: 3, since }];
const untouched = { ...project, counts: { never: 12 } };
const lacking = {
  ...untouched,
  cannotRun: { code: "package-missing", message: "The package is missing.", remedy: "Add it." },
};
const damaged = {
  code: "store-damaged",
  message: "3 of 41,211 events cannot be read.",
  remedy: "Nothing was overwritten.",
};
const newer = { code: "store-newer", message: "The store is newer.", remedy: "Update." };
const marts = "marts.ts does not parse. Its 3 assets stand as they were at 10:18.";

const cases: { name: string; projects: readonly ProjectSummary[]; untrusted?: true; notice: string }[] = [
  { name: "no project", projects: [], notice: "" },
  { name: "all is well", projects: [project], notice: "" },
  {
    name: "nothing was made yet",
    projects: [untouched],
    notice: "12 assets. None is made yet. Begin with one, or make them all in order.",
  },
  { name: "the package is missing", projects: [lacking], notice: "The package is missing. Add it." },
  { name: "a file does not parse", projects: [{ ...project, broken }], notice: marts },
  {
    name: "a file of each of two projects",
    projects: [
      { ...project, broken },
      { ...project, broken: [{ file: "a.ts", assets: 1, since }] },
    ],
    notice: `${marts} 1 other file does not parse.`,
  },
  {
    name: "three files",
    projects: [{ ...project, broken: [...broken, ...broken, ...broken] }],
    notice: `${marts} 2 other files do not parse.`,
  },
  {
    name: "events that cannot be read come first",
    projects: [project, { ...project, broken, storeProblem: damaged }],
    notice: "3 of 41,211 events cannot be read. Nothing was overwritten.",
  },
  {
    name: "a store of a later version",
    projects: [{ ...project, storeProblem: newer }],
    notice: "The store is newer. Update.",
  },
  {
    name: "Restricted Mode comes before all",
    projects: [{ ...lacking, broken, storeProblem: damaged }],
    untrusted: true,
    notice:
      "You can look, not run. Graph, lineage and statuses come from the text and from .evergraph. No code of this folder runs.",
  },
];

for (const { name, projects, untrusted, notice } of cases)
  test(`above the tree: ${name}`, () => {
    const canRun = (folder: string) => projects.find((one) => one.folder === folder)?.cannotRun === undefined;
    equal(treeNotice(plain, projects, untrusted !== true, canRun, "UTC"), notice);
  });
