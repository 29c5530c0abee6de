/** The text between JSX tags as it is rendered: lines are trimmed, empty ones go, the rest is joined by one space. */
export function jsxText(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    let part = line.replaceAll("\t", " ");
    if (index > 0) part = part.replace(/^ +/, "");
    if (index < lines.length - 1) part = part.replace(/ +$/, "");
    if (part !== "") kept.push(part);
  }
  return kept.join(" ");
}
