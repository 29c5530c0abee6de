import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends this process and all that it started, at once: also what sits in a blocking call, and what left the process group. Called from a
 * thread, as the main one may never come back.
 */
export function endProcessTree(): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/PID", String(process.pid), "/T", "/F"], { windowsHide: true });
    process.kill(process.pid, "SIGKILL");
    return;
  }
  for (const id of descendants(process.pid)) kill(id);
  // The group as well: what was orphaned before is no descendant any more.
  kill(-process.pid);
  kill(process.pid);
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It is gone already, or there is no such group.
  }
}

/** Children and their children, the deepest first. */
function descendants(id: number): readonly number[] {
  const children = childrenByParent();
  const found: number[] = [];
  const visit = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      if (found.includes(child)) continue;
      visit(child);
      found.push(child);
    }
  };
  visit(id);
  return found;
}

function childrenByParent(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const [id, parent] of process.platform === "linux" ? fromProc() : fromPs()) {
    children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  return children;
}

function* fromProc(): Generator<readonly [number, number]> {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, "latin1");
      // After the name, which stands in parentheses and may itself hold some: state, then the parent.
      const parent = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
      yield [Number(name), parent];
    } catch {
      // It ended while this was reading.
    }
  }
}

function* fromPs(): Generator<readonly [number, number]> {
  const output = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  for (const line of output.split("\n")) {
    const [id, parent] = line.trim().split(/\s+/).map(Number);
    if (id !== undefined && parent !== undefined) yield [id, parent];
  }
}
