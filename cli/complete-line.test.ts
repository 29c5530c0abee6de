import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../protocol/graph/asset-key.ts";
import { completeLine, type KnownCommand, type KnownNames } from "./complete-line.ts";

const shared = [
  { flags: ["-p", "--project"], description: "", takes: "folder" },
  { flags: ["--env"], description: "", takes: "name" },
  { flags: ["--json"], description: "" },
];
const commands: readonly KnownCommand[] = [
  {
    name: "materialize",
    description: "make",
    argument: "selection",
    options: [
      ...shared,
      { flags: ["-y", "--yes"], description: "" },
      { flags: ["--checks"], description: "", takes: "which", choices: ["none", "only"] },
      { flags: ["--check"], description: "", takes: "check" },
    ],
  },
  { name: "show", description: "print", argument: "key", options: shared },
  { name: "status", description: "print", argument: "selection", options: shared },
  { name: "runs", description: "list", argument: "run", options: shared },
  { name: "completion", description: "script", argument: "shell", options: [] },
  { name: "check", description: "check", argument: undefined, options: shared },
];
const names: KnownNames = {
  assets: async () => [
    { key: asAssetKey("orders"), group: "raw", description: "", checks: [] },
    {
      key: asAssetKey("marts/orders"),
      group: "marts",
      description: "",
      checks: [
        { name: "complete", description: "" },
        { name: "fresh", description: "" },
      ],
    },
  ],
  environments: async () => ["dev", "prod"],
  runs: async () => [{ value: "20261124T132455-7f3a09", description: "succeeded" }],
};

const cases: readonly (readonly [line: string, values: readonly string[]])[] = [
  ["evergraph ", ["materialize", "show", "status", "runs", "completion", "check"]],
  ["evergraph s", ["show", "status"]],
  ["evergraph nothing ", []],
  ["evergraph show ", ["orders", "marts/orders"]],
  ["evergraph status 'orders or marts/o", ["orders or marts/orders"]],
  ["evergraph status 'orders and not (2+o", ["orders and not (2+orders"]],
  ["evergraph materialize --check ", ["marts/orders:complete", "marts/orders:fresh"]],
  ["evergraph materialize --check marts/orders:f", ["marts/orders:fresh"]],
  ["evergraph show m", ["marts/orders"]],
  ["evergraph show orders ", []],
  ["evergraph materialize +o", ["+orders"]],
  ["evergraph materialize 2+m", ["2+marts/orders"]],
  ["evergraph materialize --yes o", ["orders", "owner:"]],
  ["evergraph materialize --env prod o", ["orders", "owner:"]],
  ["evergraph materialize --checks ", ["none", "only"]],
  ["evergraph materialize --checks only o", ["orders", "owner:"]],
  ["evergraph materialize +group:m", ["+group:marts"]],
  ["evergraph status group:", ["group:", "group:raw", "group:marts"]],
  ["evergraph status --env ", ["dev", "prod"]],
  ["evergraph status --env p", ["prod"]],
  ["evergraph status --project ", []],
  ["evergraph status --", ["--project", "--env", "--json"]],
  ["evergraph status --json --j", []],
  ["evergraph runs ", ["last", "20261124T132455-7f3a09"]],
  ["evergraph completion z", ["zsh"]],
  ["evergraph check ", []],
  ["  evergraph   materialize   ord", ["orders"]],
];

describe("completion of a line", () => {
  for (const [line, values] of cases) {
    it(JSON.stringify(line), async () => {
      const completed = (await completeLine(line, commands, names)).completions.map(({ value }) => value);
      assert.deepEqual(completed.sort(), [...values].sort());
    });
  }
});
