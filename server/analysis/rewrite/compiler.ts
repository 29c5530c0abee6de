import { ts as compiler } from "@ts-morph/common";

/** The whole compiler. Rewriting looks at many kinds of nodes, one file at a time, so what each look costs does not count here. */
export const ts = compiler;
