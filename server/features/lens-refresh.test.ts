import assert from "node:assert/strict";
import { test } from "node:test";
import { createLensRefresh } from "./lens-refresh.ts";

test("lenses are fetched anew when something changed, and when the first time that they show has passed", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const refresh = createLensRefresh(() => asked++);
  refresh.ask();
  assert.equal(asked, 1);
  refresh.given(60_000);
  refresh.given(1_000);
  refresh.given(undefined);
  refresh.given(30_000);
  context.mock.timers.tick(999);
  assert.equal(asked, 1);
  context.mock.timers.tick(1);
  assert.equal(asked, 2);
  context.mock.timers.tick(120_000);
  assert.equal(asked, 2);
});

test("a change makes what was timed needless, and a stop ends it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  const refresh = createLensRefresh(() => asked++);
  refresh.given(1_000);
  refresh.ask();
  context.mock.timers.tick(5_000);
  assert.equal(asked, 1);
  refresh.given(1_000);
  refresh.stop();
  context.mock.timers.tick(5_000);
  assert.equal(asked, 1);
});
