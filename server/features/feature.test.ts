import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cancellation, feature, listener } from "./feature.ts";

test("a handler's answer is passed on", async () => {
  assert.equal(await feature("double", fail, (value: number) => value * 2)(21, never), 42);
});

for (const [how, handle] of [
  ["throws", () => assert.fail("a bug")],
  ["rejects", () => Promise.reject(new Error("a bug"))],
] as const) {
  test(`a handler that ${how} is logged and answered with null`, async () => {
    const logged: string[] = [];
    assert.equal(await feature("hover", (message) => logged.push(message), handle)({}, never), null);
    assert.match(logged.join(), /^hover: .*a bug/);
  });
}

test("a request that is cancelled before it begins is not handled", async () => {
  const handled: number[] = [];
  const answer = await feature("hover", fail, (value: number) => handled.push(value))(1, cancelledAt().cancelled);
  assert.deepEqual([answer, handled], [null, []]);
});

test("a request that is cancelled while it waits is answered at once, and its late error is nobody's", async () => {
  const late = Promise.withResolvers<string>();
  const { token, cancel } = cancelledAt();
  const answer = feature("hover", fail, () => late.promise)({}, token);
  cancel();
  assert.equal(await answer, null);
  late.reject(new Error("too late"));
});

test("a listener that throws is logged", async () => {
  const logged: string[] = [];
  await listener(
    "open",
    (message) => logged.push(message),
    () => assert.fail("a bug"),
  )({});
  assert.match(logged.join(), /^open: .*a bug/);
});

const never: Cancellation = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

function fail(message: string): void {
  assert.fail(message);
}

function cancelledAt(): { token: Cancellation; cancelled: Cancellation; cancel: () => void } {
  const listeners: (() => void)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested(listen: () => void) {
      listeners.push(listen);
      return { dispose() {} };
    },
  };
  return {
    token,
    cancelled: { ...token, isCancellationRequested: true },
    cancel: () => {
      token.isCancellationRequested = true;
      for (const listen of listeners) listen();
    },
  };
}
