import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { createRestartPolicy } from "./restart-policy.ts";

const cases: { name: string; crashesAt: number[]; delays: (number | "give up")[] }[] = [
  { name: "one after the other", crashesAt: [0, 1, 2, 3, 4, 5], delays: [0, 1000, 2000, 4000, 8000, "give up"] },
  { name: "one a minute", crashesAt: [0, 60, 120, 180, 240], delays: [0, 1000, 2000, 2000, 2000] },
  { name: "one a day", crashesAt: [0, 86_400], delays: [0, 0] },
];

for (const { name, crashesAt, delays } of cases)
  test(`crashes of the server: ${name}`, () => {
    let seconds = 0;
    const policy = createRestartPolicy(() => seconds * 1000);
    const found = crashesAt.map((at) => {
      seconds = at;
      const answer = policy.crashed();
      return answer.kind === "give up" ? "give up" : answer.afterMilliseconds;
    });
    deepEqual(found, delays);
  });

test("a restart by hand begins the count anew", () => {
  const policy = createRestartPolicy(() => 0);
  for (let count = 0; count < 6; count++) policy.crashed();
  policy.forget();
  deepEqual(policy.crashed(), { kind: "restart", afterMilliseconds: 0 });
});
