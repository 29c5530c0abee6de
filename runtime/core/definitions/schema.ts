/** Standard Schema version 1 (standardschema.dev), its types only. */
export interface StandardSchema<In = any, out Out = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown, ...rest: never) => unknown;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
  };
}

/** No such option was given. Exported, as `Needs`, for declaration files of users. */
export interface Absent {
  readonly "~absent": never;
}

/**
 * A schema that types rows and checks nothing. When to use: an external asset whose rows you trust.
 * @throws nothing.
 * @example
 * ```ts
 * import { externalAsset, unchecked } from "evergraph";
 * export const prices = externalAsset("vendor/prices", { schema: unchecked<{ sku: string; price: number }>(), group: "vendor" });
 * ```
 */
export function unchecked<Row>(): StandardSchema<Row, Row> {
  return { "~standard": { version: 1, vendor: "evergraph", validate: (value: unknown) => ({ value }) } };
}

/** What a schema says about a value: the parsed one, or what is wrong with it, each with its path. */
export type Parsed = { readonly value: unknown } | { readonly issues: readonly string[] };

/** Asks a Standard Schema about a value. */
export async function parseWith(schema: unknown, value: unknown): Promise<Parsed> {
  const result = (await (schema as StandardSchema)["~standard"].validate(value, ...([] as never))) as {
    readonly value?: unknown;
    readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] }[];
  };
  if (result.issues === undefined) return { value: result.value };
  return {
    issues: result.issues.map(({ message, path }) => (path?.length ? `${pathText(path)}: ${message}` : message)),
  };
}

function pathText(path: readonly unknown[]): string {
  const names = path.map((part) => (typeof part === "object" && part !== null && "key" in part ? part.key : part));
  return names.map(String).join(".");
}
