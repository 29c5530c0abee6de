import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TypeProject } from "./compile.ts";

/** A mistake of `mistakes.md` with what is said to it there. */
export interface Mistake {
  readonly number: number;
  readonly title: string;
  readonly code: string;
  /** As written: messages, or a sentence that begins with "No error". */
  readonly said: string;
}

export interface Book {
  /** The registry. */
  readonly environment: string;
  /** What stands before each snippet. */
  readonly head: string;
  readonly mistakes: readonly Mistake[];
}

export interface Message {
  readonly code: string;
  readonly token: string;
  readonly message: string;
  readonly last: string;
}

export const bookFile = join(import.meta.dirname, "mistakes.md");

export async function readBook(): Promise<Book> {
  const text = await readFile(bookFile, "utf8");
  const block = (title: string) => new RegExp(`^\`\`\`ts ${title}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text)?.[1] ?? "";
  const entry = /^\*\*(\d+)\. (.+?)\*\*\n```ts\n([\s\S]*?)\n```\n([\s\S]*?)(?=^\*\*\d+\. |$(?![\s\S]))/gm;
  const mistakes = Array.from(text.matchAll(entry), ([, number, title = "", code = "", said = ""]) => ({
    number: Number(number),
    title,
    code,
    said: said.trim(),
  }));
  return { environment: block("env"), head: block("head"), mistakes };
}

/** What the compiler says to each mistake, in their order: the first two messages of each. */
export async function compileMistakes(project: TypeProject, book: Book): Promise<readonly (readonly Message[])[]> {
  const snippets = book.mistakes.map(({ code }, index) => [`m${index}.ts`, `${book.head}\n${code}\nexport {};\n`]);
  const files = { "env.ts": book.environment, ...Object.fromEntries(snippets) };
  const { output } = await project.compile(files);
  const found: Message[][] = book.mistakes.map(() => []);
  const headLines = book.head.split("\n").length;
  for (const match of output.matchAll(/^(\S+?)\((\d+),(\d+)\): error (TS\d+): (.*)((?:\r?\n .*)*)/gm)) {
    const [, file = "", line, column, code = "", message = "", rest = ""] = match;
    const index = Number(/^m(\d+)\.ts$/.exec(file)?.[1] ?? Number.NaN);
    if (Number.isNaN(index)) throw new Error(`Not in a snippet: ${match[0]}`);
    const source =
      book.mistakes[index]?.code.split("\n")[Number(line) - headLines - 1]?.slice(Number(column) - 1) ?? "";
    const token = /^("[^"]*"|[\w$]+|.{1,14})/.exec(source)?.[0] ?? "?";
    const last = rest.trim().split("\n").at(-1)?.trim() ?? "";
    found[index]?.push({ code, token: token.replaceAll("`", "'"), message: cut(message), last: cut(last) });
  }
  return found.map((messages) => messages.slice(0, 2));
}

/** Messages as they stand in the book. The last line is kept where it says more than the first. */
export function written(messages: readonly Message[]): string {
  return messages
    .map(({ code, token, message, last }) => {
      const more = last !== "" && message.includes("is not assignable to") ? `\n  last line: ${last}` : "";
      return `- ${code} at \`${token}\`: ${message}${more}`;
    })
    .join("\n");
}

/** Members of a union may be printed in any order. */
export function normalised(said: string): string {
  return said
    .split("\n")
    .map((line) =>
      line
        .split(/[ |<>()'`;,]+/)
        .sort()
        .join(" "),
    )
    .join("\n");
}

function cut(text: string): string {
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
}
