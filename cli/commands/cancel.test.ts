import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, describe, it } from "node:test";
import {
  builtCommand,
  type CommandFixture,
  createCommandFixture,
  manifest,
  plainEnvironment,
  tsconfig,
} from "../built-command-fixture.ts";

const assets = `import { asset } from "evergraph";
export const quick = asset("quick", () => 1);
export const waits = asset("waits", { deps: ["quick"] }, async (_, { signal, log }) => {
  log.info("waiting now");
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  signal.throwIfAborted();
});
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
after(() => fixture.remove());

interface Elsewhere {
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
}

/** A run of another process, of which an asset waits already. */
async function startElsewhere(): Promise<Elsewhere> {
  const child = spawn(process.execPath, [builtCommand, "materialize", "quick or waits"], {
    cwd: fixture.folder,
    env: plainEnvironment(),
  });
  let text = "";
  const ended = new Promise<{ readonly code: number | null; readonly text: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, text })),
  );
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes("waiting now")) resolve();
      });
    }
    void ended.then(() => reject(new Error(`it ended: ${text}`)));
  });
  return { ended };
}

describe("evergraph cancel", () => {
  it("ends a run that another terminal started, waits for its end, and says what was made", async () => {
    const { ended } = await startElsewhere();
    const { status, output, errors } = fixture.run("cancel", "last");
    assert.deepEqual([status, errors], [0, ""]);
    assert.match(output, /^Asked the run \S+ to end\.\n» Run \S+ cancelled: 1 materialized, 1 cancelled\n$/);
    const { code, text } = await ended;
    assert.equal(code, 1);
    assert.match(text, /This run was cancelled, as asked by another process\.[^\n]*\(cancel-asked\)/);
    assert.equal(JSON.parse(fixture.run("runs", "last", "--json").output).state, "cancelled");
  });

  it("refuses a run that has ended, and one that is none", () => {
    const again = fixture.run("cancel", "last");
    assert.equal(again.status, 2);
    assert.match(again.errors, /has ended already: cancelled\. \(run-ended\)/);
    assert.equal(fixture.run("cancel", "nope").status, 2);
  });

  it("need not wait, and prints the run as JSON", async () => {
    const { ended } = await startElsewhere();
    const { status, output } = fixture.run("cancel", "last", "--no-wait", "--json");
    assert.equal(status, 0);
    assert.deepEqual([JSON.parse(output).version, typeof JSON.parse(output).run], [1, "string"]);
    assert.equal((await ended).code, 1);
  });

  it("lets the other run be started again", () => {
    assert.equal(fixture.run("materialize", "quick").status, 0);
  });
});
