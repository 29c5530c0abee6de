/** A package manager, told by the lock file that it keeps. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Arguments that add a tarball to the project's development dependencies. */
  addTarball(path: string): readonly string[];
}

const managers: readonly (PackageManager & { readonly lockFiles: readonly string[] })[] = [
  { name: "pnpm", lockFiles: ["pnpm-lock.yaml"], addTarball: (path) => ["add", "--save-dev", path] },
  { name: "yarn", lockFiles: ["yarn.lock"], addTarball: (path) => ["add", "--dev", path] },
  { name: "bun", lockFiles: ["bun.lock", "bun.lockb"], addTarball: (path) => ["add", "--dev", path] },
  {
    name: "npm",
    lockFiles: ["package-lock.json", "npm-shrinkwrap.json"],
    addTarball: (path) => ["install", "--save-dev", path],
  },
];

/** The manager of a project: the nearest lock file upwards decides; without one it is npm. `names` gives the files of a folder. */
export function packageManagerOf(
  folders: readonly string[],
  names: (folder: string) => readonly string[],
): PackageManager {
  for (const folder of folders) {
    const present = new Set(names(folder));
    const found = managers.find(({ lockFiles }) => lockFiles.some((file) => present.has(file)));
    if (found !== undefined) return found;
  }
  return managers.find(({ name }) => name === "npm") as PackageManager;
}
