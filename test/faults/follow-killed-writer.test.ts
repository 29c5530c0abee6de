import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventId } from "../../protocol/record/events.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";

const program = fileURLToPath(new URL("killed-writer.ts", import.meta.url));

test("who follows a store gets every event that a writer acknowledged before it was killed", {
  timeout: 60_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), "evergraph-follow-"));
  const folder = join(root, ".evergraph", "dev");
  const reader = await openStore({ folder, access: "read", index: "memory" });
  const controller = new AbortController();
  // An unref'd watcher does not keep a test alive; in a server the connection does.
  const keepAlive = setInterval(() => {}, 1000);
  try {
    const child = spawn(process.execPath, [program, folder, "7"], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.split("\n").length > 100) child.kill("SIGKILL");
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    const missing = new Set<string>(["not known yet"]);
    const seen = new Set<string>();
    const watching = (async () => {
      for await (const events of reader.follow({}, controller.signal)) {
        for (const event of events) {
          assert.ok(!seen.has(eventId(event)), "each event comes once");
          seen.add(eventId(event));
          missing.delete(eventId(event));
        }
        if (missing.size === 0) return;
      }
    })();
    await ended;
    const acknowledged = output.split("\n").slice(0, -1);
    for (const id of acknowledged) if (!seen.has(id)) missing.add(id);
    missing.delete("not known yet");
    if (missing.size > 0) await watching;
    assert.ok(acknowledged.length >= 100);
    assert.ok(acknowledged.every((id) => seen.has(id)));
  } finally {
    clearInterval(keepAlive);
    controller.abort();
    await reader.close();
    rmSync(root, { recursive: true, force: true });
  }
});
