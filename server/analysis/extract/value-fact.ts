import type { ParametersFact, TextSpan } from "./text-span.ts";

/** What text alone shows of a value: enough to read options, keys and partitions, through constants. */
export type ValueFact =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null | undefined; readonly span: TextSpan }
  | { readonly kind: "template"; readonly parts: readonly ValueFact[]; readonly span: TextSpan; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly ValueFact[]; readonly span: TextSpan }
  | { readonly kind: "object"; readonly properties: readonly PropertyFact[]; readonly span: TextSpan }
  | { readonly kind: "spread"; readonly of: ValueFact; readonly span: TextSpan }
  | { readonly kind: "choice"; readonly values: readonly ValueFact[]; readonly span: TextSpan }
  | { readonly kind: "reference"; readonly name: string; readonly path: readonly string[]; readonly span: TextSpan }
  /** Index into the file's calls. */
  | { readonly kind: "call"; readonly call: number; readonly span: TextSpan }
  /** A call whose callee is not imported: `Object.values(x)`. */
  | {
      readonly kind: "global call";
      readonly name: string;
      readonly arguments: readonly ValueFact[];
      readonly span: TextSpan;
    }
  /** A part of another value: what destructuring binds. */
  | { readonly kind: "part"; readonly of: ValueFact; readonly path: readonly string[]; readonly span: TextSpan }
  | { readonly kind: "function"; readonly parameters: ParametersFact | undefined; readonly span: TextSpan }
  | { readonly kind: "unknown"; readonly text: string; readonly span: TextSpan };

export interface PropertyFact {
  /** undefined: a spread, or a computed name. */
  readonly name: string | undefined;
  readonly span: TextSpan;
  readonly value: ValueFact;
}
