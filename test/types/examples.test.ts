import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { createTypeProject, type TypeProject } from "./compile.ts";

const runtime = join(import.meta.dirname, "../../runtime");
const sources = globSync(["core/definitions/*.ts", "core/checks/*.ts", "testing/*.ts"], { cwd: runtime })
  .filter((file) => !file.endsWith(".test.ts"))
  .sort();

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The ```ts blocks of the doc comments in a file. */
async function examplesOf(file: string): Promise<readonly Example[]> {
  const text = await readFile(join(runtime, file), "utf8");
  return Array.from(text.matchAll(/^ \* ```ts\n((?: \*.*\n)*?) \* ```$/gm), ([, block = ""], at) => ({
    name: `${file} ${at + 1}`,
    code: block.replaceAll(/^ \* ?/gm, "").replaceAll("*\\/", "*/"),
  }));
}

const examples = (await Promise.all(sources.map(examplesOf))).flat();

/** Every function that users import says what it is for, and shows it. */
test("public functions have an example", async () => {
  const index = await readFile(join(runtime, "index.ts"), "utf8");
  const lists = Array.from(index.matchAll(/^export \{([^}]+)\} from/gm), ([, names = ""]) => names.split(","));
  const names = lists.flat().flatMap((name) => name.trim() || []);
  const texts = (await Promise.all(sources.map((file) => readFile(join(runtime, file), "utf8")))).join("\n");
  const without = names.filter((name) => {
    const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?function ${name}\\b`).exec(
      texts,
    )?.[1];
    return comment === undefined || !comment.includes("@example") || !comment.includes("@throws");
  });
  assert.deepEqual(without, []);
});

describe("the examples of the doc comments", () => {
  let project: TypeProject;
  let folder: string;
  before(async () => {
    project = await createTypeProject();
    // Inside the project, where zod is found.
    folder = await mkdtemp(join(project.folder, "run-"));
  });
  after(async () => {
    await project.remove();
  });

  test("compile", async () => {
    const files = Object.fromEntries(examples.map(({ code }, at) => [`example${at}.ts`, `${code}\nexport {};\n`]));
    const { output } = await project.compile(files);
    assert.equal(output, "");
  });

  test("run", async () => {
    const entry = pathToFileURL(join(runtime, "index.ts")).href;
    const imports: string[] = [];
    for (const [at, { code }] of examples.entries()) {
      await writeFile(join(folder, `example${at}.ts`), code.replaceAll('from "evergraph"', `from "${entry}"`));
      imports.push(`await import("./example${at}.ts");`);
    }
    await writeFile(
      join(folder, "all.mjs"),
      `${imports.join("\n")}\nprocess.stdout.write("${examples.length} ran");\n`,
    );
    assert.deepEqual(await run(join(folder, "all.mjs")), { code: 0, output: `${examples.length} ran` });
  });
});

function run(file: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file]);
    let output = "";
    const add = (data: unknown) => {
      output += data;
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
