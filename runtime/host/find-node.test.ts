import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UserError } from "../../protocol/errors/error-entry.ts";
import { findNode, isNewEnough, type NodeSurroundings } from "./find-node.ts";

/** Versions by path; other files are no Node. */
function surroundings(versions: Readonly<Record<string, string>>, change: Partial<NodeSurroundings>): NodeSurroundings {
  return {
    searchPath: "",
    platform: "linux",
    self: { path: "/self", isElectron: false },
    isFile: (file) => file in versions,
    askVersion: async (file) => versions[file] ?? Promise.reject(new Error("no Node")),
    ...change,
  };
}

const electron = { path: "C:\\Code\\Code.exe", isElectron: true };

const cases: readonly [string, NodeSurroundings, { path: string; from: string }][] = [
  [
    "the setting before all else",
    surroundings({ "/set": "24.0.0", "/bin/node": "24.0.0" }, { setting: "/set", searchPath: "/bin" }),
    { path: "/set", from: "setting" },
  ],
  [
    "the first in PATH",
    surroundings({ "/a/node": "24.0.0", "/b/node": "24.1.0" }, { searchPath: "/none:/a:/b" }),
    { path: "/a/node", from: "PATH" },
  ],
  [
    "the first in PATH that is new enough",
    surroundings({ "/a/node": "20.1.0", "/b/node": "22.13.0" }, { searchPath: "/a:/b" }),
    { path: "/b/node", from: "PATH" },
  ],
  ["this process when PATH has none", surroundings({ "/self": "24.0.0" }, {}), { path: "/self", from: "this process" }],
  [
    "node.exe on Windows, also in quotes",
    surroundings(
      { "C:\\Program Files\\nodejs\\node.exe": "24.0.0" },
      { platform: "win32", searchPath: 'C:\\none;"C:\\Program Files\\nodejs"' },
    ),
    { path: "C:\\Program Files\\nodejs\\node.exe", from: "PATH" },
  ],
  [
    "Electron as Node",
    surroundings({ "C:\\Code\\Code.exe": "22.20.0" }, { platform: "win32", self: electron }),
    { path: "C:\\Code\\Code.exe", from: "this process" },
  ],
];

describe("finding Node", () => {
  for (const [name, given, expected] of cases) {
    it(`takes ${name}`, async () => {
      const { path, from } = await findNode(given);
      assert.deepEqual({ path, from }, expected);
    });
  }

  it("starts Electron as Node", async () => {
    const found = await findNode(surroundings({ "C:\\Code\\Code.exe": "22.20.0" }, { self: electron }));
    assert.deepEqual(found.environment, { ELECTRON_RUN_AS_NODE: "1" });
  });

  it("does not look further when the setting is wrong, and says what is wrong with it", async () => {
    const given = surroundings({ "/bin/node": "24.0.0", "/set": "18.2.0" }, { setting: "/set", searchPath: "/bin" });
    await assert.rejects(findNode(given), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, "node-missing");
      assert.match(error.message, /\/set \(setting\) is 18\.2\.0/);
      return true;
    });
  });

  it("ignores relative folders of PATH", async () => {
    await assert.rejects(findNode(surroundings({ "bin/node": "24.0.0" }, { searchPath: "bin" })), {
      code: "node-missing",
    });
  });

  it("finds a real one here", async () => {
    const found = await findNode({ setting: process.execPath });
    assert.equal(found.version, process.versions.node);
  });

  for (const [version, expected] of [
    ["22.13.0", true],
    ["v24.1.0", true],
    ["22.12.9", false],
    ["20.19.0", false],
  ] as const) {
    it(`says that ${version} is ${expected ? "new enough" : "too old"}`, () =>
      assert.equal(isNewEnough(version), expected));
  }
});
