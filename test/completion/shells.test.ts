import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
  builtCommand,
  type CommandFixture,
  createCommandFixture,
  manifest,
  plainEnvironment,
  tsconfig,
} from "../../cli/built-command-fixture.ts";
import { ShellSession, shells, whyNot } from "./shell-session.ts";

const assets = `import { asset, assetCheck } from "evergraph";
/** Orders as they come. */
export const orders = asset("raw/orders", { group: "raw" }, () => 1);
export const complete = assetCheck("complete", { asset: orders }, () => true);
export const fresh = assetCheck("fresh", { asset: orders }, () => true);
export const customers = asset("customers", { group: "marts" }, () => 1);
`;

/** The command: it completes, and else says which words the shell gave it. */
const command = `#!/bin/sh
case "$1" in
  completion | __complete) exec "${process.execPath}" "${builtCommand}" "$@" ;;
esac
printf 'given'
printf '<%s>' "$@"
printf 'end\\n'
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "assets.ts": assets,
    "bin/evergraph": command,
  });
  chmodSync(path.join(fixture.folder, "bin", "evergraph"), 0o755);
});
after(() => fixture.remove());

/** What is typed before the Tab key, and the words that the command gets. */
const table: readonly (readonly [typed: string, given: string])[] = [
  ["evergraph mat", "<materialize>"],
  ["evergraph show raw/o", "<show><raw/orders>"],
  ["evergraph materialize +cu", "<materialize><+customers>"],
  ["evergraph status 2+raw/o", "<status><2+raw/orders>"],
  ["evergraph materialize group:m", "<materialize><group:marts>"],
  ["evergraph materialize --check raw/orders:c", "<materialize><--check><raw/orders:complete>"],
  ["evergraph plan --checks o", "<plan><--checks><only>"],
  ["evergraph plan customers --stale", "<plan><customers><--stale-upstream>"],
  ["evergraph runs --l", "<runs><--limit>"],
  ["evergraph show customers --r", "<show><customers><--rows>"],
  ["evergraph materialize 'raw/orders or cu", "<materialize><raw/orders or customers>"],
  ["evergraph plan 'group:raw or group:m", "<plan><group:raw or group:marts>"],
];

for (const shell of shells) {
  const skip = whyNot(shell);
  describe(`completion in ${shell.name}`, { skip, timeout: 30_000 }, () => {
    let session: ShellSession;
    before(async () => {
      const PATH = [path.join(fixture.folder, "bin"), process.env["PATH"]].join(path.delimiter);
      session = new ShellSession(shell, fixture.folder, { ...plainEnvironment(), PATH });
      for (const line of shell.begin) session.type(`${line}\n`);
      session.type("evergraph ready\n");
      await session.until(/given<ready>end/);
    });
    after(() => session.end());

    for (const [typed, given] of table) {
      it(`makes of "${typed}" ${given}`, async () => {
        session.type(`${typed}\t`);
        // What a shell completes it also shows; it closes an open quote itself.
        await session.until(new RegExp(given.slice(given.lastIndexOf("<") + 1, -1).slice(-4)));
        session.type("\n");
        const [, words] = await session.until(/given((?:<[^>]*>)*)end/);
        assert.equal(words?.replaceAll(" >", ">"), given);
      });
    }
  });
}
