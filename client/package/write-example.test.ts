import { deepEqual, equal } from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { writeExample } from "./write-example.ts";

const parent = mkdtempSync(join(tmpdir(), "evergraph-example-"));
after(() => rmSync(parent, { recursive: true }));

const example = join(import.meta.dirname, "..", "..", "examples", "weather");
const tarball = join(parent, "evergraph-0.1.0.tgz");
writeFileSync(tarball, "the package");

test("the example is written with the package beside it, and never into a folder that is there", async () => {
  const own = join(parent, "evergraph-example");
  mkdirSync(own);
  writeFileSync(join(own, "mine.txt"), "mine");
  const folder = await writeExample({ example, tarball, parent });
  equal(folder, join(parent, "evergraph-example-2"));
  equal(await writeExample({ example, tarball, parent }), join(parent, "evergraph-example-3"));
  equal(existsSync(join(own, "package.json")), false);
  equal(readFileSync(join(folder, "vendor", "evergraph-0.1.0.tgz"), "utf8"), "the package");
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  equal(manifest.dependencies.evergraph, "file:./vendor/evergraph-0.1.0.tgz");
  const kept = JSON.parse(readFileSync(join(example, "package.json"), "utf8"));
  deepEqual({ ...manifest, dependencies: kept.dependencies }, kept);
  equal(
    readFileSync(join(folder, "assets", "raw.ts"), "utf8"),
    readFileSync(join(example, "assets", "raw.ts"), "utf8"),
  );
});
