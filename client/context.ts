import { commands } from "vscode";
import { contextKeys } from "./contributions.ts";

/** What `when` clauses of menus and welcome texts can ask. The only way to set any of it. */
export interface Context {
  hasProjects(value: boolean): void;
  runActive(value: boolean): void;
  state(value: "none" | "loading" | "noAssets" | "ready"): void;
}

export function createContext(): Context {
  const last = new Map<string, string | boolean>();
  const set = (key: string, value: string | boolean): void => {
    if (last.get(key) === value) return;
    last.set(key, value);
    void commands.executeCommand("setContext", key, value);
  };
  return {
    hasProjects: (value) => set(contextKeys.hasProjects, value),
    runActive: (value) => set(contextKeys.runActive, value),
    state: (value) => set(contextKeys.state, value),
  };
}
