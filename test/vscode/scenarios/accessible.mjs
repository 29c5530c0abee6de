// Whether axe finds something in the page of the panel as it is now.
import { readFileSync } from "node:fs";
import { requireFromSuite } from "../harness/paths.mjs";

const source = readFileSync(requireFromSuite.resolve("axe-core/axe.min.js"), "utf8");

/** VS Code makes the document of a webview, not we: its title, its landmarks and its language are not ours. */
const ofVsCode = ["document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region"];

/** @throws Error that names each rule, with the elements that break it. */
export async function mustBeAccessible(frame, name) {
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(source);
  const found = await frame.evaluate(async (off) => {
    const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
    const { violations } = await globalThis.axe.run(document.getElementById("evergraph"), {
      rules,
      resultTypes: ["violations"],
    });
    // A row's name is its summary, which begins with its key and leaves out how it looks; what is pressed must be named as it reads.
    const isRow = ({ html }) => /^<div[^>]* role="(option|row|treeitem)"/.test(html);
    const ofOurs = violations
      .map((one) => ({
        ...one,
        nodes: one.nodes.filter((node) => one.id !== "label-content-name-mismatch" || !isRow(node)),
      }))
      .filter(({ nodes }) => nodes.length > 0);
    return ofOurs.map(
      ({ id, help, nodes }) =>
        `${id} (${help}): ${nodes
          .slice(0, 4)
          .map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`)
          .join("\n      ")}`,
    );
  }, ofVsCode);
  if (found.length > 0) throw new Error(`${name}: axe found\n    ${found.join("\n    ")}`);
}
