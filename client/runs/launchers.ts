import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import type { Launcher } from "../../runtime/host/launcher.ts";
import type { Log } from "../log.ts";

/** One launcher a project, made when its first run is asked for: before that no process waits. */
export interface Launchers {
  of(project: string): Launcher;
  /** Ends the runners that wait, and asks those at work to stop. */
  dispose(): Promise<void>;
}

export interface LaunchersOptions {
  /** The setting: empty when it is not set. */
  readonly nodePath: (project: string) => string;
  readonly log: Log;
}

export function createLaunchers({ nodePath, log }: LaunchersOptions): Launchers {
  const launchers = new Map<string, Launcher>();
  return {
    of(project) {
      const path = nodePath(project);
      // Another Node needs another launcher: its waiting runner was started with the old one.
      const name = `${project}\n${path}`;
      const launcher =
        launchers.get(name) ??
        createChildLauncher({ project, ...(path === "" ? {} : { nodePath: path }), log: (text) => log.info(text) });
      launchers.set(name, launcher);
      return launcher;
    },
    async dispose() {
      await Promise.all([...launchers.values()].map((launcher) => launcher.dispose()));
      launchers.clear();
    },
  };
}
