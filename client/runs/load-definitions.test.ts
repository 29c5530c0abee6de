import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type RecordedError, UserError } from "../../protocol/errors/error-entry.ts";
import { type AssetGraph, type AssetNode, emptyGraph } from "../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { nowhere } from "../../protocol/graph/source-range.ts";
import type { DefinitionFiles, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { loadDefinitions } from "./load-definitions.ts";

const project: ProjectSummary = { folder: "/p", environment: "dev", environments: ["dev"], counts: {}, assets: 1 };
const files: DefinitionFiles = { files: ["a.ts"], basis: { "a.ts": "0" }, unsaved: [] };

interface Situation {
  readonly onSave?: boolean;
  readonly trusted?: boolean;
  readonly project?: Partial<ProjectSummary>;
  /** Answers to `definitions`, in turn. */
  readonly files?: readonly DefinitionFiles[];
  readonly problems?: readonly RecordedError[];
  readonly thrown?: Error;
}

async function happens(situation: Situation): Promise<readonly string[]> {
  const did: string[] = [];
  const answers = [...(situation.files ?? [files])];
  await loadDefinitions(
    {
      trusted: () => situation.trusted ?? true,
      notTrusted: () => did.push("not trusted"),
      cannotRun: ({ message }) => did.push(`cannot run: ${message}`),
      saveBeforeRun: () => true,
      agreesToSave: async () => true,
      async save(_, unsaved) {
        did.push(`save ${unsaved.join(" ")}`);
        return [];
      },
      problem: ({ code, message }) => did.push(`problem ${code ?? message}`),
      definitions: async () => (answers.length > 1 ? answers.shift() : answers[0]) as DefinitionFiles,
      async load(_, request) {
        did.push(`load ${JSON.stringify(request)}`);
        if (situation.thrown !== undefined) throw situation.thrown;
        return { graph: graphOf("orders", "sales/north", "sales/south"), problems: situation.problems ?? [] };
      },
      known: async () => [asAssetKey("orders")],
      tellServer: (_, { keys }, basis) => did.push(`server: ${keys.join(" ")} of ${JSON.stringify(basis)}`),
      tellLoaded: ({ assets, onlyLoaded }) => did.push(`${assets} assets, ${onlyLoaded} only by loading`),
    },
    { ...project, ...situation.project },
    situation.onSave !== true,
  );
  return did;
}

function graphOf(...names: readonly string[]): AssetGraph {
  const keys = names.map(asAssetKey);
  const nodes = keys.map(
    (key, id): AssetNode => ({
      id,
      key,
      kind: "asset",
      range: nowhere,
      keyRange: nowhere,
      knownFrom: "loading",
      group: "default",
      owners: [],
      kinds: [],
      tags: {},
      upstream: [],
      checks: [],
      resources: [],
    }),
  );
  return { ...emptyGraph, keys, nodes };
}

const loading = 'load {"files":["a.ts"],"basis":{"a.ts":"0"}}';
const told = 'server: orders sales/north sales/south of {"a.ts":"0"}';
const unsaved = { ...files, unsaved: ["a.ts"] };

const cases: { name: string; situation: Situation; did: readonly string[] }[] = [
  { name: "all is saved", situation: {}, did: [loading, told, "3 assets, 2 only by loading"] },
  { name: "on save, quietly", situation: { onSave: true }, did: [loading, told] },
  { name: "Restricted Mode", situation: { trusted: false }, did: ["not trusted"] },
  { name: "Restricted Mode, on save", situation: { trusted: false, onSave: true }, did: [] },
  {
    name: "no package",
    situation: { project: { cannotRun: { message: "no package" } } },
    did: ["cannot run: no package"],
  },
  {
    name: "unsaved text",
    situation: { files: [unsaved, files] },
    did: ["save a.ts", loading, told, "3 assets, 2 only by loading"],
  },
  { name: "unsaved text, on the save of another file", situation: { files: [unsaved], onSave: true }, did: [] },
  {
    name: "text that stays unsaved",
    situation: { files: [unsaved, unsaved] },
    did: ["save a.ts", "problem still-unsaved"],
  },
  {
    name: "a file throws",
    situation: { problems: [{ message: "no settings" }] },
    did: [loading, told, "3 assets, 2 only by loading", "problem load-problem"],
  },
  {
    name: "nothing can be loaded",
    situation: { thrown: new UserError("source-changed", "a.ts is another one.", "") },
    did: [loading, "problem source-changed"],
  },
  { name: "it is given up", situation: { thrown: new DOMException("", "AbortError") }, did: [loading] },
];

for (const { name, situation, did } of cases)
  test(`loading definitions: ${name}`, async () => deepEqual(await happens(situation), did));
