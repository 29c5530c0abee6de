import type { CheckSpec } from "./check-options.ts";
import type { Execution } from "./execution.ts";
import type { Metadata } from "./metadata.ts";
import type { CheckRefs, Dep } from "./references.ts";
import type { StandardSchema } from "./schema.ts";

/** What describes an asset. */
export interface Description {
  /** Nested by `/`. */
  group?: string | undefined;
  /** E-mail addresses, or "team:" and a name. */
  owners?: readonly string[] | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
  kinds?: readonly string[] | undefined;
  /** Instead of the comment above the definition. */
  description?: string | undefined;
  metadata?: Metadata | undefined;
  /** Assets that come first and are not loaded. */
  deps?: readonly Dep[] | undefined;
  /** Says by hand when the code makes other data; then only a change of this text makes the asset stale. */
  codeVersion?: string | undefined;
  /** Name of an IO manager in `evergraph.config.ts`; `frames`, `json` and `memory` are always there. */
  io?: string | undefined;
}

/** No option is a function: TypeScript has then inferred all of them before it looks at `compute`. */
export interface AssetOptions<I, P, R, CI, CO, SI, SO, CN extends string, B> extends Description, Execution {
  /** Instead of the destructured names: exactly these arrive. */
  inputs?: (CheckRefs<I, P> & I) | undefined;
  partitions?: P | undefined;
  resources?: R | undefined;
  config?: StandardSchema<CI, CO> | undefined;
  /** Of a row. The parsed rows are the value. */
  schema?: StandardSchema<SI, SO> | undefined;
  /** Checks that the function itself reports, by `context.check`. */
  checks?: readonly CN[] | { readonly [N in CN]: CheckSpec } | undefined;
  backfillPolicy?: B | undefined;
}
