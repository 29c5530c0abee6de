import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { launcherMark } from "../../protocol/record/launcher-mark.ts";
import { environmentFolder, storeFolder } from "./store-folder.ts";

test("the launcher's mark lies where the launcher looks for it", () => {
  const run = "20261124T100000-000001" as RunId;
  assert.equal(
    storeFolder(environmentFolder("project", "dev")).launcherMark(run),
    join("project", launcherMark("dev", run)),
  );
});

test("an environment's store lies below the project", () => {
  for (const name of ["dev", "prüfung", "eu.west-1", "_"]) {
    assert.equal(environmentFolder("project", name), join("project", ".evergraph", name));
  }
  for (const name of ["", ".", "..", "../escape", "a/b", "a\\b", ".hidden", "dev.", "/tmp"]) {
    assert.throws(() => environmentFolder("project", name), { code: "bad-environment-name" }, name);
  }
});
