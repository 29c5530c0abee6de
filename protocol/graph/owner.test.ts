import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwner } from "./owner.ts";

test("owners are e-mail addresses or teams", () => {
  const good = ["team:a", "team:data-platform", "ana@example.com", "a.b+c@x.example.org"];
  const bad = ["", "platform", "team:", "team: a", "team:a:b", "@x.org", "a@b", "a@b.", "a b@c.org", "user:a@b.org"];
  assert.deepEqual([...good, ...bad].filter(isOwner), good);
});
