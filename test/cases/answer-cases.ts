import { answerSelection, type SelectionCase } from "../dagster/selection.ts";
import { answerStaleness, isWithoutPartitions, type StalenessCase } from "../dagster/staleness.ts";
import type { CaseAnswer } from "./case-answer.ts";
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
      return { answers: (cases as readonly SelectionCase[]).map(answerSelection), leftOut: 0 };
    case "staleness": {
      const judged = (cases as readonly StalenessCase[]).filter(isWithoutPartitions);
      const answers: CaseAnswer[] = [];
      for (const one of judged) answers.push(await answerStaleness(one));
      return { answers, leftOut: cases.length - judged.length };
    }
    default:
      throw new Error(`No judge for ${kind.name}`);
  }
}
