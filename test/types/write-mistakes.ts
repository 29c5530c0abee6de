import { readFile, writeFile } from "node:fs/promises";
import { createTypeProject } from "./compile.ts";
import { bookFile, compileMistakes, readBook, written } from "./mistakes.ts";

/** Writes into `mistakes.md` what the compiler says now. */
const project = await createTypeProject();
try {
  const book = await readBook();
  const said = await compileMistakes(project, book);
  let text = await readFile(bookFile, "utf8");
  for (const [index, mistake] of book.mistakes.entries()) {
    const messages = said[index] ?? [];
    if (messages.length === 0) continue;
    const before = `\`\`\`ts\n${mistake.code}\n\`\`\`\n${mistake.said}`;
    text = text.replace(before, () => `\`\`\`ts\n${mistake.code}\n\`\`\`\n${written(messages)}`);
  }
  await writeFile(bookFile, text);
} finally {
  await project.remove();
}
