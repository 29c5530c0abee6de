/** What became of one case. */
export interface CaseAnswer {
  readonly name: string;
  readonly agreement: "agrees" | "differs" | "differs on purpose";
  /** What was expected and what came, or the rule by which it differs. */
  readonly why?: string;
}

export function agrees(name: string): CaseAnswer {
  return { name, agreement: "agrees" };
}

export function differs(name: string, why: string): CaseAnswer {
  return { name, agreement: "differs", why };
}

export function differsByRule(name: string, rule: string): CaseAnswer {
  return { name, agreement: "differs on purpose", why: rule };
}
