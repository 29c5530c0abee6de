import { ts as compiler } from "@ts-morph/common";

/** The parser, in one place: the compiler that ts-morph brings, of one known version whatever the user has. */
export const ts = compiler;
