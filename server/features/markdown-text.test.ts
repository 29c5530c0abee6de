import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLink, markdownTable, markdownText } from "./markdown-text.ts";

const texts: readonly (readonly [text: string, markdown: string])[] = [
  ["stg_orders", "stg\\_orders"],
  ["marts/orders.v2", "marts/orders.v2"],
  ["Stale: it changed.", "Stale: it changed."],
  ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
  ["[click](command:evil)", "\\[click\\](command:evil)"],
  ["![x](http://a.example/p.png)", "!\\[x\\](http\\://a.example/p.png)"],
  ["https://a.example", "https\\://a.example"],
  ["see WWW.a.example", "see WWW\\.a.example"],
  ["me@a.example", "me\\@a.example"],
  ["a | b", "a \\| b"],
  ["**bold** `code` ~~gone~~", "\\*\\*bold\\*\\* \\`code\\` \\~\\~gone\\~\\~"],
  ["$(trash)", "\\$(trash)"],
  ["$5", "$5"],
  ["one\n# two\r\n\t- three", "one # two - three"],
  ["# heading", "\\# heading"],
  ["- item", "\\- item"],
  ["===", "\\==="],
  ["1. first", "1\\. first"],
  ["2) second", "2\\) second"],
  ["16.2", "16.2"],
  ["a\\b", "a\\\\b"],
  ["&lt;", "&amp;lt;"],
];

for (const [text, markdown] of texts) {
  test(`as Markdown: ${JSON.stringify(text)}`, () => assert.equal(markdownText(text), markdown));
}

test("a command's argument cannot end its link", () => {
  const link = commandLink("Go (now)", "evergraph.go", { asset: "a)](command:evil" });
  assert.match(link, /^\[Go \(now\)\]\(command:evergraph\.go\?[^()'*! ]+\)$/);
  const encoded = link.slice(link.indexOf("?") + 1, -1);
  assert.deepEqual(JSON.parse(decodeURIComponent(encoded)), [{ asset: "a)](command:evil" }]);
});

test("a cell cannot break its table", () => {
  assert.equal(markdownTable([{ title: "id", right: true }], [["1 | 2\n| 3"]]), "| id |\n| ---: |\n| 1 \\| 2 \\| 3 |");
});

test("a text beside a column of numbers does not touch them", () => {
  const columns = [
    { title: "a", right: true },
    { title: "b", right: true },
    { title: "c", right: false },
  ];
  assert.equal(
    markdownTable(columns, [["1", "2", "x"]]),
    "| a | b&nbsp;&nbsp; | c |\n| ---: | ---: | :--- |\n| 1 | 2&nbsp;&nbsp; | x |",
  );
});
