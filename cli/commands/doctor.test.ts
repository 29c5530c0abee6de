import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

let fixture: CommandFixture;
beforeEach(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "assets.ts": 'import { asset } from "evergraph";\nexport const one = asset("one", () => 1);\n',
  });
});
afterEach(() => fixture.remove());

interface Finding {
  readonly about: string;
  readonly state: string;
  readonly text: string;
  readonly code?: string;
}

const examine = (environment: NodeJS.ProcessEnv = {}) => {
  const { status, output } = fixture.runWith(environment, "doctor", "--json");
  const findings: readonly Finding[] = JSON.parse(output).findings;
  return { status, findings, of: (about: string) => findings.find((finding) => finding.about === about)! };
};

describe("evergraph doctor", () => {
  it("finds nothing wrong with a project that is ready, before and after its first run", () => {
    const before = examine();
    assert.equal(before.status, 0);
    assert.match(before.of("store").text, /made by the first run/);
    assert.equal(existsSync(path.join(fixture.folder, ".evergraph")), false);
    assert.equal(fixture.run("materialize", "one").status, 0);
    assert.equal(fixture.run("codegen").status, 0);
    const { status, findings, of } = examine();
    assert.equal(status, 0);
    assert.deepEqual([...new Set(findings.map(({ state }) => state))], ["good"]);
    assert.match(of("node").text, new RegExp(`^${process.versions.node}, from PATH: `));
    assert.match(of("package").text, /^evergraph \d+\.\d+\.\d+, /);
    assert.match(of("runner").text, /speaks protocol \d+/);
    assert.match(of("store").text, /\.evergraph.dev, format 1, writable, 1 run$/);
    assert.match(of("index").text, /kept in a file/);
    assert.match(of("definitions").text, /^1 asset, 0 errors$/);
  });

  const broken: readonly {
    readonly name: string;
    readonly breaks: () => void;
    readonly about: string;
    readonly code: string | undefined;
  }[] = [
    {
      name: "a package that is not installed",
      breaks: () => rmSync(path.join(fixture.folder, "node_modules"), { recursive: true }),
      about: "package",
      code: "package-missing",
    },
    {
      name: "a store of a later version",
      breaks: () => fixture.put(".evergraph/dev/store.json", '{"format":99}'),
      about: "store",
      code: "store-newer",
    },
    {
      name: "a tsconfig that leaves the registry out",
      breaks: () => fixture.put("tsconfig.json", '{ "include": ["src"] }'),
      about: "types",
      code: "registry-not-included",
    },
    {
      name: "a tsconfig that is no JSON",
      breaks: () => fixture.put("tsconfig.json", "{ include"),
      about: "types",
      code: "tsconfig-unreadable",
    },
    {
      name: "wrong definitions",
      breaks: () =>
        fixture.put(
          "more.ts",
          'import { asset } from "evergraph";\nexport const b = asset("b", { deps: ["c"] }, () => 1);\n',
        ),
      about: "definitions",
      code: undefined,
    },
  ];
  for (const { name, breaks, about, code } of broken) {
    it(`fails for ${name}, and says it first`, () => {
      breaks();
      const { status, findings } = examine();
      assert.equal(status, 1);
      assert.deepEqual([findings[0]!.about, findings[0]!.state, findings[0]!.code], [about, "wrong", code]);
    });
  }

  it("looks at git where there is a repository", () => {
    execFileSync("git", ["init", "-q"], { cwd: fixture.folder });
    assert.equal(examine().of("git").code, "not-ignored");
    fixture.run("init");
    assert.equal(examine().of("git").state, "good");
  });

  it("tells people what to do", () => {
    rmSync(path.join(fixture.folder, "node_modules"), { recursive: true });
    const { output } = fixture.run("doctor");
    assert.match(output, /✖ package +The package evergraph is not installed in this project\.\n +Add it/);
    assert.match(output, /\n1 wrong\.\n$/);
  });
});
