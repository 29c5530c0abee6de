import type { Memento } from "vscode";

/** What is kept for this workspace from one window to the next. The only reader and writer of VS Code's store for it. */
export interface KeptChoices {
  /** The environment that the user chose for a project. */
  environment(project: string): string | undefined;
  keepEnvironment(project: string, environment: string): void;
  /** The project that the lineage panel showed. */
  lineageProject(): string | undefined;
  keepLineageProject(project: string): void;
}

export function createKeptChoices(memento: Memento): KeptChoices {
  const environmentKey = (project: string) => `environment:${project}`;
  return {
    environment: (project) => memento.get(environmentKey(project)),
    keepEnvironment: (project, environment) => void memento.update(environmentKey(project), environment),
    lineageProject: () => memento.get("lineageProject"),
    keepLineageProject: (project) => void memento.update("lineageProject", project),
  };
}
