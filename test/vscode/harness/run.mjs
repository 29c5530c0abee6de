// Runs a program to its end; its output is shown only when it fails.
import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Resolves with the output (both streams, in order of arrival) when the program exits with 0.
 * @throws Error with the command and the last 3,000 characters of its output when it does not.
 */
export async function runToEnd(program, programArguments, options = {}) {
  const child = spawn(program, programArguments, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const [code, signal] = await once(child, "close");
  if (code !== 0)
    throw new Error(`${program} ${programArguments.join(" ")} ended with ${signal ?? code}\n${output.slice(-3000)}`);
  return output;
}
