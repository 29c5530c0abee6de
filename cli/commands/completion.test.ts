import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
  builtCommand,
  type CommandFixture,
  createCommandFixture,
  manifest,
  tsconfig,
} from "../built-command-fixture.ts";

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "assets.ts": `import { asset } from "evergraph";
/** Orders as they come. */
export const orders = asset("raw/orders", { group: "raw" }, () => 1);
export const customers = asset("customers", { group: "marts" }, () => 1);
`,
  });
});
after(() => fixture.remove());

const hasShell = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

/** What bash offers for a line, by the printed script itself. */
function inBash(line: string): readonly string[] {
  const script = `
evergraph() { "${process.execPath}" "${builtCommand}" "$@"; }
compopt() { :; }
source <(evergraph completion bash)
COMP_WORDS=(evergraph); COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}
_evergraph
printf '%s\\n' "\${COMPREPLY[@]}"
`;
  const ended = spawnSync("bash", ["-c", script], { cwd: fixture.folder, encoding: "utf8" });
  assert.equal(ended.stderr, "");
  return ended.stdout.trim().split("\n");
}

describe("evergraph completion", () => {
  const lines: readonly (readonly [line: string, offers: readonly string[]])[] = [
    ["evergraph mat", ["materialize"]],
    ["evergraph show ", ["raw/orders", "customers"]],
    ["evergraph materialize +cu", ["+customers"]],
    // Bash replaces only what is after the colon.
    ["evergraph materialize group:m", ["marts"]],
    ["evergraph plan --stale", ["--stale-upstream"]],
    ["evergraph plan --checks o", ["only"]],
    ["evergraph completion f", ["fish"]],
  ];
  for (const [line, offers] of lines) {
    it(`offers ${offers.join(", ")} for "${line}" in bash`, { skip: !hasShell("bash") }, () => {
      assert.deepEqual(inBash(line), offers);
    });
  }

  for (const shell of ["bash", "zsh", "fish"]) {
    it(`prints a script that ${shell} can read`, { skip: !hasShell(shell) }, () => {
      const { status, output } = fixture.run("completion", shell);
      assert.equal(status, 0);
      fixture.put("script", output);
      const read = spawnSync(shell, ["-n", path.join(fixture.folder, "script")], { encoding: "utf8" });
      assert.deepEqual([read.status, read.stderr], [0, ""]);
    });
  }

  it("describes what it offers to fish and zsh", () => {
    assert.equal(fixture.run("__complete", "fish", "evergraph show raw").output, "raw/orders\tOrders as they come.\n");
    assert.match(fixture.run("__complete", "zsh", "evergraph ru").output, /^runs\tthe latest runs/);
  });

  it("refuses a shell that it does not know", () => {
    const { status, errors } = fixture.run("completion", "csh");
    assert.equal(status, 2);
    assert.match(errors, /Choose one of: bash, zsh, fish\./);
  });
});
