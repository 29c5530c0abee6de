import { answerRun, type RunCase } from "../dagster/runs.ts";
import { answerSelection, type SelectionCase } from "../dagster/selection.ts";
import { answerStaleness, isWithoutPartitions, type StalenessCase } from "../dagster/staleness.ts";
import { type CaseAnswer, differs } from "./case-answer.ts";
import type { CaseKind } from "./case-kind.ts";
import { judgeAnalysis } from "./judge-analysis.ts";

export interface CaseAnswers {
  readonly answers: readonly CaseAnswer[];
  /** Cases that need what this version does not have. */
  readonly leftOut: number;
}

/** Runs every case of a file against the product. */
export async function answerCases(kind: CaseKind, file: string, cases: readonly object[]): Promise<CaseAnswers> {
  switch (kind.name) {
    case "graph":
    case "code-versions":
      return { answers: await judgeAnalysis(file), leftOut: 0 };
    case "selection":
      return { answers: await answerEach(cases as readonly SelectionCase[], answerSelection), leftOut: 0 };
    case "runs":
      return { answers: await answerEach(cases as readonly RunCase[], answerRun), leftOut: 0 };
    case "staleness": {
      const judged = (cases as readonly StalenessCase[]).filter(isWithoutPartitions);
      return { answers: await answerEach(judged, answerStaleness), leftOut: cases.length - judged.length };
    }
    default:
      throw new Error(`No judge for ${kind.name}`);
  }
}

/** One after the other. A case at which the product breaks differs; the others are judged all the same. */
async function answerEach<Case extends { readonly name: string }>(
  cases: readonly Case[],
  answer: (one: Case) => CaseAnswer | Promise<CaseAnswer>,
): Promise<readonly CaseAnswer[]> {
  const answers: CaseAnswer[] = [];
  for (const one of cases) {
    try {
      answers.push(await answer(one));
    } catch (error) {
      answers.push(differs(one.name, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  }
  return answers;
}
