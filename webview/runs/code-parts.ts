/** A piece of a line of TypeScript or JavaScript, with what it is to the eye. */
export interface CodePart {
  readonly text: string;
  readonly role: "comment" | "string" | "number" | "keyword" | "plain";
}

const keywords = new Set(
  (
    "as async await break case catch class const continue default delete do else export extends false finally for from function if " +
    "import in instanceof interface let new null of return static super switch this throw true try type typeof undefined var void " +
    "while yield"
  ).split(" "),
);
const pieces =
  /(?<comment>\/\/.*|\/\*.*?(?:\*\/|$))|(?<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(?<number>\b\d[\d_.]*\b)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)/gu;

/** Cuts one line into pieces. It knows nothing of the lines around, but that one which begins with `*` goes on with a comment. */
export function codeParts(line: string): CodePart[] {
  if (/^\s*\*/.test(line)) return [{ text: line, role: "comment" }];
  const parts: CodePart[] = [];
  let at = 0;
  const add = (text: string, role: CodePart["role"]): void => {
    const last = parts.at(-1);
    if (text === "") return;
    if (last?.role === role) parts[parts.length - 1] = { text: last.text + text, role };
    else parts.push({ text, role });
  };
  for (const match of line.matchAll(pieces)) {
    const { comment, string, number } = match.groups ?? {};
    const [text] = match;
    add(line.slice(at, match.index), "plain");
    at = match.index + text.length;
    if (comment !== undefined) add(text, "comment");
    else if (string !== undefined) add(text, "string");
    else if (number !== undefined) add(text, "number");
    else add(text, keywords.has(text) ? "keyword" : "plain");
  }
  add(line.slice(at), "plain");
  return parts;
}
