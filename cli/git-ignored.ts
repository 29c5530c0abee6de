import { execFile } from "node:child_process";

const notIgnored = 1;
const answerMilliseconds = 10_000;

/** Which of these names git does not ignore in the folder; undefined: there is no git, or the folder is in no repository of it. */
export function namesNotIgnored(folder: string, names: readonly string[]): Promise<readonly string[] | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: answerMilliseconds, windowsHide: true };
    // --no-index: a file that was committed by mistake is to be ignored all the same.
    execFile("git", ["check-ignore", "--no-index", "--", ...names], options, (error, output) => {
      if (error !== null && error.code !== notIgnored) return resolve(undefined);
      const ignored = new Set(output.split(/\r?\n/));
      resolve(names.filter((name) => !ignored.has(name)));
    });
  });
}
