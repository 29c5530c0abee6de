#!/usr/bin/env node
// As a whole: a Node that is too old lacks some of its names, and is to be told so instead of failing at them.
import nodeModule from "node:module";
import v8 from "node:v8";
import { runErrors } from "../protocol/errors/run-errors.ts";
import { isNewEnough } from "../runtime/host/find-node.ts";

const { node } = process.versions;
if (isNewEnough(node)) {
  // Before the rest is loaded, so that it is compiled once and not at every call.
  nodeModule.enableCompileCache();
  // A command asks SQLite a few hundred questions. Compiling its code a second time, better, costs more than all of them; after a second
  // of work it is done all the same.
  v8.setFlagsFromString("--wasm-tiering-budget=1000000000");
  const { runCommandLine } = await import("./command-line.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  const facts = { tried: `this is ${node}` };
  const { code, message, remedy } = runErrors.nodeMissing;
  process.stderr.write(`error ${message(facts)} (${code})\n      ${remedy(facts)}\n`);
  process.exitCode = 2;
}
