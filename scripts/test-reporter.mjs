// Reporter of node:test: a line for each file, failures in full, the counts for scripts/test.mjs in a file.
import { appendFileSync } from "node:fs";
import path from "node:path";

export default async function* report(source) {
  const files = new Map();
  for await (const event of source) {
    const data = event.data;
    if (event.type === "test:stderr" || event.type === "test:stdout") continue;
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const isFile = data.nesting === 0 && data.file !== undefined && data.name === data.file;
    const name = path.relative(process.cwd(), data.file ?? "tests");
    const counts = files.get(name) ?? { passed: 0, failed: 0 };
    files.set(name, counts);
    if (data.details?.type === "suite") continue;
    if (event.type === "test:pass") {
      if (data.skip === undefined && data.todo === undefined && !isFile) counts.passed++;
      continue;
    }
    // A parent fails with its subtests; only the innermost says why.
    if (data.details?.error?.failureType === "subtestsFailed") continue;
    counts.failed++;
    const error = data.details?.error?.cause ?? data.details?.error;
    yield `\n✖ ${name}: ${data.name}\n${indent(error?.stack ?? String(error?.message ?? error))}\n`;
  }
  let passed = 0;
  let failed = 0;
  for (const [name, counts] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    passed += counts.passed;
    failed += counts.failed;
    yield `${counts.failed === 0 ? "✔" : "✖"} ${name}: ${counts.passed} passed${counts.failed > 0 ? `, ${counts.failed} failed` : ""}\n`;
  }
  if (process.env.EVERGRAPH_TEST_COUNTS) appendFileSync(process.env.EVERGRAPH_TEST_COUNTS, `${passed} ${failed}\n`);
}

function indent(text) {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
