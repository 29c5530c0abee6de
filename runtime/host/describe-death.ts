import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { RunnerEnd } from "./runner-process.ts";

const outputShown = 4_096;

/** What the death of a runner means to the assets that were running in it. */
export function describeDeath({ exitCode, signal, output }: RunnerEnd): RecordedError {
  const stack = output === "" ? {} : { stack: output.slice(-outputShown) };
  if (/heap out of memory|Reached heap limit|Array buffer allocation failed/.test(output)) {
    const { code, message, remedy } = runErrors.outOfMemory;
    const limit = heapLimit(output);
    return { code, message: message({ limit }), remedy: remedy({ limit }), ...stack };
  }
  const { code, message, remedy } = runErrors.runnerDied;
  const how = signal === null ? `exit code ${exitCode}` : signal;
  return { code, message: message({ how }), remedy: remedy({ how }), ...stack };
}

/** ` at 2048 MB`, from the last line that V8 wrote about its collections; empty when there is none. */
function heapLimit(output: string): string {
  const sizes = [...output.matchAll(/(?:Mark-Compact|Scavenge)[^\n]*?(\d+)\.\d+ \(\d+\.\d+\)/g)];
  const last = sizes.at(-1)?.[1];
  return last === undefined ? "" : ` at ${last} MB`;
}
