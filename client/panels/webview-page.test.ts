import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { webviewPage } from "./webview-page.ts";

const parts = { title: "Lineage", style: "body{}", script: "start()", worker: "work()", nonce: "n0nce" };

test("the policy lets in what carries the nonce, and nothing else", () => {
  const page = webviewPage(parts);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  equal(
    policy,
    "default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'; worker-src blob:; img-src data:",
  );
  ok(!page.includes("unsafe"));
});

test("every script and style carries the nonce, and none is loaded", () => {
  const page = webviewPage(parts);
  const elements = page.match(/<(script|style)\b[^>]*>/g) ?? [];
  equal(elements.length, 3);
  for (const element of elements) match(element, /nonce="n0nce"/);
  ok(!/\b(src|href)=/.test(page));
});

test("what was kept travels as data that is no markup", () => {
  const kept = { selection: "x</script><script>alert(1)</script><!--", pressed: [1] };
  const page = webviewPage({ ...parts, kept });
  equal(page.match(/<script/g)?.length, 3);
  const text = /id="kept-state" nonce="n0nce">([^<]*)<\/script>/.exec(page)?.[1] ?? "";
  deepEqual(JSON.parse(text), kept);
});

test("the end of an element inside a script does not end the script", () => {
  const page = webviewPage({ ...parts, script: 'x = "</script><script>"', style: 'a::after{content:"</STYLE>"}' });
  equal(page.match(/<\/script>/gi)?.length, 2);
  equal(page.match(/<\/style>/gi)?.length, 1);
});
