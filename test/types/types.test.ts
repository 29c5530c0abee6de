import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createTypeProject, type TypeProject } from "./compile.ts";
import { compileMistakes, type Message, normalised, readBook, written } from "./mistakes.ts";

const source = (name: string) => readFile(join(import.meta.dirname, name), "utf8");

describe("the published declarations", () => {
  let project: TypeProject;
  before(async () => {
    project = await createTypeProject();
  });
  after(() => project.remove());

  for (const exactOptionalPropertyTypes of [true, false]) {
    const how = exactOptionalPropertyTypes ? "on" : "off";
    test(`usage.ts compiles, exactOptionalPropertyTypes ${how}`, async () => {
      const { code, output } = await project.compile(
        { "usage.ts": await source("usage.ts") },
        { exactOptionalPropertyTypes },
      );
      assert.equal(output, "");
      assert.equal(code, 0);
    });
    test(`without a registry names are unknown, exactOptionalPropertyTypes ${how}`, async () => {
      const files = { "no-registry.ts": await source("no-registry.ts") };
      const { code, output } = await project.compile(files, { exactOptionalPropertyTypes });
      assert.equal(output, "");
      assert.equal(code, 0);
    });
  }

  test("nothing is published that users cannot reach", () => {
    const published = globSync("**/*.d.ts", { cwd: join(project.folder, "node_modules/evergraph/dist/types") });
    const rooms = published.filter(
      (file) => !/^(protocol|runtime[/\\](core|testing)[/\\]|runtime[/\\]index)/.test(file),
    );
    assert.deepEqual(rooms, []);
    assert.ok(published.some((file) => file.endsWith("asset.d.ts")));
  });

  test("usage.ts compiles as Node resolves modules", async () => {
    await writeFile(join(project.folder, "package.json"), '{ "type": "module" }');
    const { output } = await project.compile(
      { "usage.ts": await source("usage.ts") },
      { module: "nodenext", moduleResolution: "nodenext" },
    );
    assert.equal(output, "");
  });

  test("the declarations of a library of assets can be emitted, and compile", async () => {
    const emitted = await project.compile(
      { "usage.ts": await source("usage.ts") },
      { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: "emitted" },
    );
    assert.equal(emitted.output, "");
    const declarations = await readFile(join(project.folder, "emitted/usage.d.ts"), "utf8");
    assert.match(declarations, /export declare const rawEvents: Asset</);
    const { output } = await project.compile({ "consumer.d.ts": declarations });
    assert.equal(output, "");
  });

  test("evergraph-env.d.ts extends the registry wherever it stands", async () => {
    const registry = `export {};
declare module "evergraph" {
  interface AssetRegistry { raw_events: { id: string }[] }
  interface AssetReads { ids: "raw_events" }
}
`;
    const assets = `import { asset, type AssetRegistry } from "evergraph";
export const ids = asset("ids", ({ raw_events }) => raw_events.map((event) => event.id));
const known: keyof AssetRegistry = "raw_events";
void ids({ raw_events: [{ id: known }] });
// @ts-expect-error there is no such asset
export const wrong = asset("wrong", ({ raw_event }) => raw_event);
`;
    const { output } = await project.compile({ "evergraph-env.d.ts": registry, "assets.ts": assets });
    assert.equal(output, "");
  });

  /** Mistakes of the specified API whose functions are not published: each would be a promise without effect. */
  const notPublished: Readonly<Record<string, string>> = {
    freshWithin: "freshness is not evaluated",
    eager: "conditions are not evaluated",
    when: "conditions are not evaluated",
    job: "jobs are not started",
    schedule: "schedules do not tick",
    everyPartition: "schedules do not tick",
    sensor: "sensors do not tick",
    alert: "alerts are not sent",
    evaluateSchedule: "schedules do not tick",
  };
  for (const [name, reason] of Object.entries(notPublished)) {
    test(`${name} is not offered, as ${reason}`, async () => {
      assert.ok(!(name in (await import("../../runtime/index.ts"))));
    });
  }

  describe("mistakes.md", async () => {
    const book = await readBook();
    let said: readonly (readonly Message[])[];
    before(async () => {
      said = await compileMistakes(project, book);
    });
    for (const [index, { number, title, said: expected }] of book.mistakes.entries()) {
      test(`${number}. ${title}`, () => {
        const messages = said[index] ?? [];
        assert.ok(!messages.some(({ code }) => code === "TS2769"), "an error of overloads cannot be read");
        if (expected.startsWith("No error")) assert.deepEqual(messages, []);
        else assert.equal(normalised(written(messages)), normalised(expected));
      });
    }
  });
});
