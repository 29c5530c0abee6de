#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// First of all, so that what is loaded after it is compiled once and not at every call.
enableCompileCache();

const { runCommandLine } = await import("./command-line.ts");
process.exitCode = await runCommandLine(process.argv.slice(2));
