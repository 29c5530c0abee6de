import { ts as compiler } from "./parser.cjs";

/** The parser, in one place: the compiler that ts-morph brings, of one known version whatever the user has. */
export const ts = compiler;
