import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, and not a later one of the same number. */
export interface ProcessIdentity {
  readonly id: number;
  /** When it was started, in the system's own words. Absent where the system does not say it; then the number alone decides. */
  readonly started?: string;
}

/** undefined: there is no such process. */
export function identifyProcess(id: number): ProcessIdentity | undefined {
  if (!hasNumber(id)) return undefined;
  if (process.platform === "linux") return identifyOnLinux(id);
  const started = process.platform === "win32" ? undefined : startToldByPs(id);
  return started === undefined ? { id } : { id, started };
}

/** Whether this very process still runs. */
export function isProcessAlive({ id, started }: ProcessIdentity): boolean {
  const found = identifyProcess(id);
  return found !== undefined && (started === undefined || found.started === undefined || found.started === started);
}

function hasNumber(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** State and start (in ticks since the system's own start) stand behind the name, which may hold anything. */
function identifyOnLinux(id: number): ProcessIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${id}/stat`, "latin1");
  } catch {
    return { id };
  }
  const [state = "", ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // One that has ended keeps its number until its parent has asked how.
  if (state === "Z" || state === "X") return undefined;
  const started = rest[18];
  return started === undefined ? { id } : { id, started };
}

function startToldByPs(id: number): string | undefined {
  try {
    const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C", TZ: "UTC" }, timeout: 5_000 } as const;
    const told = execFileSync("ps", ["-o", "lstart=", "-p", String(id)], {
      ...options,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return told.trim() === "" ? undefined : told.trim();
  } catch {
    return undefined;
  }
}
