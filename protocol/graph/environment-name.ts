/** Letters, digits, `_` and `-`, and dots between them: nothing that leads out of a folder. */
const form = /^[\p{L}\p{N}_-](?:[\p{L}\p{N}\p{M}_.-]*[\p{L}\p{N}\p{M}_-])?$/u;

/** Whether an environment may be called so: the folder of its store has the same name. */
export function isEnvironmentName(name: string): boolean {
  return form.test(name);
}
