import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { codegenCommand } from "./codegen.ts";

const runtimeEntry = fileURLToPath(new URL("../../runtime/index.ts", import.meta.url));
const rows = 'import { asset } from "evergraph";\nexport const rows = asset("rows", () => [{ id: 1 }]);\n';

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "evergraph-codegen-"));
  const compilerOptions = {
    strict: true,
    module: "ESNext",
    moduleResolution: "bundler",
    paths: { evergraph: [runtimeEntry] },
  };
  put("tsconfig.json", JSON.stringify({ compilerOptions }));
  put("rows.ts", rows);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, content: string): void {
  writeFileSync(path.join(folder, file), content);
}

const registry = () => path.join(folder, "evergraph-env.d.ts");

/** What a terminal shows of it. */
async function codegen({ check = false, json = false, signal = new AbortController().signal } = {}) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const terminal = { output, errors } as never;
  const exitCode = await codegenCommand({ folder, environment: undefined, json, terminal, signal }, { check }).finally(
    () => {
      output.end();
      errors.end();
    },
  );
  return { exitCode, output: await text(output), errors: await text(errors) };
}

describe("evergraph codegen", () => {
  it("writes the registry once, and is content with it then", async () => {
    assert.deepEqual(await codegen(), { exitCode: 0, output: "evergraph-env.d.ts: 1 assets, written\n", errors: "" });
    assert.match(readFileSync(registry(), "utf8"), /^ {4}rows: \{ id: number \}\[\];$/m);
    assert.equal((await codegen()).output, "evergraph-env.d.ts: 1 assets, up to date\n");
    assert.equal((await codegen({ check: true })).exitCode, 0);
  });

  it("with --check fails when it is outdated, and writes nothing", async () => {
    const missing = await codegen({ check: true });
    assert.deepEqual([missing.exitCode, existsSync(registry())], [1, false]);
    assert.match(missing.errors, /registry-outdated/);
    await codegen();
    put("rows.ts", rows.replace("id: 1", 'id: "a"'));
    const before = readFileSync(registry(), "utf8");
    const outdated = await codegen({ check: true, json: true });
    assert.deepEqual(
      [outdated.exitCode, JSON.parse(outdated.output)],
      [1, { version: 1, file: "evergraph-env.d.ts", state: "outdated", assets: 1, unknown: 0 }],
    );
    assert.equal(readFileSync(registry(), "utf8"), before);
  });

  it("says that all is unknown when the package is not installed", async () => {
    put("tsconfig.json", "{}");
    assert.match((await codegen()).errors, /no-types/);
  });

  it("ends when it is cancelled", async () => {
    assert.deepEqual(await codegen({ signal: AbortSignal.abort() }), { exitCode: 1, output: "", errors: "" });
    const controller = new AbortController();
    const running = codegen({ signal: controller.signal });
    controller.abort();
    assert.equal((await running).exitCode, 1);
    assert.equal(existsSync(registry()), false);
  });
});
