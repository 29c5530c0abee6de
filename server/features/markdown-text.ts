/** What means something in Markdown anywhere: emphasis, code, links, tables, an icon `$(…)`, and what makes an address a link by itself. */
const meaningful = /[\\`*_[\]|~@]|:(?=\/\/)|\$(?=\()|(?<=\bwww)\./gi;
/** What begins a heading, a list or an underline. */
const beginning = /^(\s*)([#+=-]|\d+[.)](?=\s|$))/;

/** A text that others wrote, as Markdown that shows just this text: never markup, never a link. On one line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .replaceAll(meaningful, "\\$&")
    .replace(beginning, (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** A link that starts a command. Only what `JSON` and percent-encoding leave gets into the address. */
export function commandLink(title: string, command: string, argument: unknown): string {
  const encoded = encodeURIComponent(JSON.stringify([argument])).replaceAll(
    /[()'*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `[${markdownText(title)}](command:${command}?${encoded})`;
}

/** Between a column of numbers and the text to the right of it, which would touch. */
const gap = "&nbsp;&nbsp;";

/** A table; every cell is text. Columns of numbers stand on the right. */
export function markdownTable(
  columns: readonly { readonly title: string; readonly right: boolean }[],
  rows: readonly (readonly string[])[],
): string {
  const gaps = columns.map(({ right }, index) => (right && columns[index + 1]?.right === false ? gap : ""));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => `${cell}${gaps[index] ?? ""}`).join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    `| ${columns.map(({ right }) => (right ? "---:" : ":---")).join(" | ")} |`,
    ...rows.map((cells) => line(cells.map(markdownText))),
  ].join("\n");
}
