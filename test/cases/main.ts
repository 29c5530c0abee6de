// npm run --silent cases -- <file.json>: holds the product against a file of cases and prints those that differ, then "N of M agree"
// (and ", K differ on purpose"). Ends with 0 when all agree or differ by a rule, 1 when some differ, 2 when nothing could be judged.
import { readFileSync } from "node:fs";
import path from "node:path";
import { answerCases } from "./answer-cases.ts";
import { kindOf } from "./case-kind.ts";

process.exitCode = await judge(process.argv.slice(2));

async function judge([given, ...rest]: readonly string[]): Promise<number> {
  if (given === undefined || rest.length > 0) return refuse("Usage: npm run --silent cases -- <file.json>");
  // npm changes into the project's folder: names are meant from where it was called.
  const file = path.resolve(process.env["INIT_CWD"] ?? process.cwd(), given);
  let cases: unknown;
  try {
    cases = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return refuse(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const kind = kindOf(cases);
  if (kind === undefined) return refuse(`${file} holds no cases that are known here.`);
  if (!kind.judged) return refuse(`${file} holds cases of the kind ${kind.name}, which this version does not have yet.`);

  const { answers, leftOut } = await answerCases(kind, file, cases as readonly object[]);
  for (const { name, agreement, why } of answers) {
    if (agreement === "agrees") continue;
    const words = agreement === "differs" ? "✖" : "on purpose:";
    console.log(`${words} ${name}\n${(why ?? "").replace(/^/gm, "  ")}`);
  }
  if (leftOut > 0) console.log(`${leftOut} with partitions, which this version does not have yet, were not judged.`);
  const count = (agreement: string): number => answers.filter((answer) => answer.agreement === agreement).length;
  const onPurpose = count("differs on purpose");
  console.log(
    `${count("agrees")} of ${answers.length} agree${onPurpose === 0 ? "" : `, ${onPurpose} differ on purpose`}`,
  );
  return count("differs") === 0 ? 0 : 1;
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}
