// Reads processes from /proc (Linux only): who started whom, who is alive, how much processor time was used.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Every process below this one, parents first: [{ processId, parent, command }]. */
export function processTree(root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => describe(Number(name)))
    .filter(Boolean);
  const below = (parent) => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.processId)]);
  return below(root);
}

export const descendants = (root) => processTree(root).map(({ processId }) => processId);

/** False for a process that is gone and for a zombie (dead, but not yet waited for by its parent). */
export function isAlive(processId) {
  const state = statOf(processId)?.[0];
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Sends a signal to these processes; those that are already gone are skipped. */
export function kill(processIds, signal) {
  for (const processId of processIds) {
    try {
      process.kill(processId, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

/** @returns milliseconds until none of them was alive, or undefined when one still was after the limit. */
export async function waitUntilGone(processIds, limit) {
  const started = performance.now();
  while (processIds.some(isAlive)) {
    if (performance.now() - started > limit) return undefined;
    await sleep(20);
  }
  return Math.round(performance.now() - started) || 1;
}

/** Milliseconds of processor time used so far, in steps of 10 (the kernel's clock tick). */
export function processorTime(processId) {
  const fields = statOf(processId);
  if (!fields) throw new Error(`process ${processId} is gone`);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The fields of /proc/PID/stat after the command's name, which may itself have spaces and parentheses. */
function statOf(processId) {
  try {
    return readFileSync(`/proc/${processId}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return undefined;
  }
}

function describe(processId) {
  const fields = statOf(processId);
  if (!fields) return undefined;
  try {
    const command = readFileSync(`/proc/${processId}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { processId, parent: Number(fields[1]), command };
  } catch {
    return undefined;
  }
}
