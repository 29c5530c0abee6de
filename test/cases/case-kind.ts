/** What a file of cases is about, told by its content. `judged`: whether this version of the product can be held against it. */
export interface CaseKind {
  readonly name: string;
  readonly judged: boolean;
}

interface AnyCase {
  readonly files?: object;
  readonly edit?: unknown;
  readonly expect: unknown;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** The first that fits is it. */
const kinds: readonly (CaseKind & { readonly fits: (one: AnyCase) => boolean })[] = [
  { name: "code-versions", judged: true, fits: ({ files, edit }) => files !== undefined && edit !== undefined },
  { name: "graph", judged: true, fits: ({ files, expect }) => files !== undefined && has(expect, "diagnostics") },
  { name: "columns", judged: false, fits: ({ files }) => files !== undefined },
  { name: "selection", judged: true, fits: ({ input }) => has(input, "selection") },
  { name: "runs", judged: true, fits: ({ input }) => has(input, "select") },
  { name: "cron", judged: false, fits: ({ input }) => has(input, "cron") },
  { name: "partitions", judged: false, fits: ({ input }) => has(input, "op") },
  { name: "freshness", judged: false, fits: ({ input }) => has(input, "policy") },
  { name: "automation", judged: false, fits: ({ input, expect }) => has(input, "assets") && has(expect, "ticks") },
  { name: "staleness", judged: true, fits: ({ input, expect }) => has(input, "assets") && has(expect, "steps") },
  { name: "backfills", judged: false, fits: ({ input }) => has(input, "target") },
  { name: "queue-and-sensors", judged: false, fits: ({ input }) => input !== undefined },
];

/** undefined: no case of this product. Every case of a file is of one kind, so the first decides. */
export function kindOf(cases: unknown): CaseKind | undefined {
  if (!Array.isArray(cases)) return undefined;
  const [first] = cases as readonly unknown[];
  if (typeof first !== "object" || first === null || !("name" in first)) return undefined;
  return kinds.find(({ fits }) => fits(first as unknown as AnyCase));
}

function has(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && name in value;
}
